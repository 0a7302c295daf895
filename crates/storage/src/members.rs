//! People who can log in.

use crate::{Dialect, Error, Param, Row, Tx, json_sql, params, query_one};
use values::{DocumentId, Instant, UserId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: UserId,
    pub login: String,
    pub name: String,
    pub password_hash: String,
    pub roles: Vec<String>,
    pub active: bool,
    pub language: String,
    pub department: Option<DocumentId>,
    pub created_at: Instant,
}

const COLUMNS: &str =
    "seq, login, name, password_hash, json_text(roles), active, language, created_at, department";

/// Constraint `member_login` when the login is taken. `id` of `new` is not looked at.
pub fn insert(tx: &mut dyn Tx, new: &Member) -> Result<UserId, Error> {
    let row = query_one(
        tx,
        "insert into @.member (login, name, password_hash, roles, active, language, created_at, department)
         values (?, ?, ?, json(?), ?, ?, ?, ?) returning seq",
        params![
            &new.login,
            &new.name,
            &new.password_hash,
            Param::Json(&roles(new)),
            new.active,
            &new.language,
            new.created_at,
            new.department
        ],
    )?;
    Ok(UserId(row.expect("an insert returns its row").int(0)))
}

/// Writes everything but `created_at`. Constraint `member_login` when the login is taken.
pub fn update(tx: &mut dyn Tx, it: &Member) -> Result<(), Error> {
    tx.execute(
        "update @.member set login = ?, name = ?, password_hash = ?, roles = json(?), active = ?, language = ?,
         department = ? where seq = ?",
        params![
            &it.login,
            &it.name,
            &it.password_hash,
            Param::Json(&roles(it)),
            it.active,
            &it.language,
            it.department,
            it.id
        ],
    )
    .map(drop)
}

pub fn load(tx: &mut dyn Tx, id: UserId) -> Result<Option<Member>, Error> {
    let row = query_one(tx, &format!("select {COLUMNS} from @.member where seq = ?"), params![id])?;
    Ok(row.as_ref().map(member))
}

pub fn by_login(tx: &mut dyn Tx, login: &str) -> Result<Option<Member>, Error> {
    let row = query_one(tx, &format!("select {COLUMNS} from @.member where login = ?"), params![login])?;
    Ok(row.as_ref().map(member))
}

/// By login, or by id as the API shows it.
pub fn resolve(tx: &mut dyn Tx, text: &str) -> Result<Option<UserId>, Error> {
    let id = text.parse::<i64>().unwrap_or(0);
    let select = "select seq from @.member where login = ? or seq = ? order by login = ? desc limit 1";
    Ok(query_one(tx, select, params![text, id, text])?.map(|it| UserId(it.int(0))))
}

/// Lets nobody else change members until this transaction ends: for rules about all of them, such as
/// that there is a first administrator once, and always one.
pub fn freeze(tx: &mut dyn Tx) -> Result<(), Error> {
    match tx.dialect() {
        Dialect::Sqlite => Ok(()),
        Dialect::Postgres => tx.batch("lock table @.member in share row exclusive mode"),
    }
}

/// Everybody, by id.
pub fn all(tx: &mut dyn Tx) -> Result<Vec<Member>, Error> {
    let rows = tx.query(&format!("select {COLUMNS} from @.member order by seq"), &[])?;
    Ok(rows.iter().map(member).collect())
}

/// Who belongs to one of these departments.
pub fn in_departments(tx: &mut dyn Tx, departments: &[DocumentId]) -> Result<Vec<UserId>, Error> {
    let select = format!(
        "select seq from @.member where department in {} order by seq",
        json_sql::among(tx.dialect())
    );
    let rows = tx.query(&select, params![&json_sql::ids(departments.iter().map(|it| it.0))])?;
    Ok(rows.iter().map(|it| UserId(it.int(0))).collect())
}

/// Whether nobody exists yet, so that setting up is allowed.
pub fn is_empty(tx: &mut dyn Tx) -> Result<bool, Error> {
    Ok(tx.query("select seq from @.member limit 1", &[])?.is_empty())
}

fn roles(it: &Member) -> String {
    serde_json::to_string(&it.roles).expect("texts are JSON")
}

fn member(row: &Row) -> Member {
    Member {
        id: UserId(row.int(0)),
        login: row.text(1).to_owned(),
        name: row.text(2).to_owned(),
        password_hash: row.text(3).to_owned(),
        roles: serde_json::from_value(row.json(4)).unwrap_or_default(),
        active: row.bool(5),
        language: row.text(6).to_owned(),
        created_at: Instant::from_micros(row.int(7)),
        department: row.opt_int(8).map(DocumentId),
    }
}
