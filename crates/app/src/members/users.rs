//! Members are made, changed and shut out by an administrator.

use super::password;
use crate::app::App;
use crate::audit::{difference, note};
use crate::caller::Ability;
use crate::failure::{Failure, Kind, Refused};
use crate::turn::Turn;
use documents::{BUILT_IN_ROLES, Problem};
use serde::Deserialize;
use serde_json::{Value as Json, json};
use storage::Tx;
use storage::documents::{Name, Stored};
use storage::members::Member;
use values::{DocumentId, UserId};

/// A member to be made.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    pub login: String,
    #[serde(default)]
    pub name: String,
    pub password: String,
    #[serde(default)]
    pub roles: Vec<String>,
    /// A department's code.
    #[serde(default)]
    pub department: Option<String>,
}

/// What of a member changes; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberChange {
    pub name: Option<String>,
    pub roles: Option<Vec<String>>,
    pub active: Option<bool>,
    pub password: Option<String>,
    pub language: Option<String>,
    /// A department's code; an empty text takes the member out of any.
    pub department: Option<String>,
    /// Needed to change one's own password.
    pub current_password: Option<String>,
}

impl App {
    pub async fn list_members(&self, turn: Turn) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        self.read(move |tx| {
            let members = storage::members::all(tx)?;
            let departments: Vec<DocumentId> = members.iter().filter_map(|it| it.department).collect();
            let names = storage::documents::names(tx, &departments)?;
            let name = |id: DocumentId| names.iter().find(|it| it.id == id);
            let with_factor = storage::second_factors::members(tx)?;
            let rows = members.iter().map(|it| {
                let mut told = told_with(it, it.department.and_then(name));
                told["second_factor"] = json!(with_factor.contains(&it.id));
                told
            });
            Ok(json!({ "rows": rows.collect::<Vec<_>>() }))
        })
        .await
    }

    /// Names only, for pickers: anybody who is logged in.
    pub async fn member_names(&self, _turn: Turn) -> Result<Json, Failure> {
        self.read(move |tx| {
            let members = storage::members::all(tx)?;
            let names = members.iter().filter(|it| it.active);
            let told = names.map(|it| json!({ "id": it.login, "name": it.name }));
            Ok(json!({ "rows": told.collect::<Vec<_>>() }))
        })
        .await
    }

    pub async fn create_member(&self, turn: Turn, new: NewMember) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        let (new, hash) = self.prepare_member(new).await?;
        let roles = self.roles();
        self.write(move |tx| {
            check_roles(&new.roles, &roles)?;
            let made = add_member(tx, &new, &hash, turn.now)?;
            let told = told(tx, &made)?;
            note(
                tx,
                &turn,
                "member_add",
                &made.login,
                json!({ "roles": made.roles, "department": told["department"] }),
            )?;
            Ok(told)
        })
        .await
    }

    /// Checks the form and hashes the password.
    pub(crate) async fn prepare_member(&self, mut new: NewMember) -> Result<(NewMember, String), Failure> {
        new.login = new.login.trim().to_owned();
        new.name = match new.name.trim() {
            "" => new.login.clone(),
            name => name.to_owned(),
        };
        let mut problems = Vec::new();
        let allowed = |it: char| it.is_alphanumeric() || "._-@".contains(it);
        if new.login.is_empty() || new.login.chars().count() > 60 || !new.login.chars().all(allowed) {
            problems.push(Problem::new("login", "bad_login"));
        }
        if new.name.chars().count() > 60 {
            problems.push(Problem::new("name", "too_long").with("most", 60));
        }
        problems.extend(password::check(&new.password).err());
        if !problems.is_empty() {
            return Err(problems.into());
        }
        let hash = self.hash_password(std::mem::take(&mut new.password)).await?;
        Ok((new, hash))
    }

    pub async fn change_member(&self, turn: Turn, id: &str, change: MemberChange) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        let id = UserId(id.parse().unwrap_or(-1));
        self.apply_change(turn, id, change).await
    }

    /// Own name, language and password.
    pub async fn change_me(&self, turn: Turn, change: MemberChange) -> Result<Json, Failure> {
        turn.caller.require_oneself()?;
        if change.roles.is_some() || change.active.is_some() || change.department.is_some() {
            return Err(Refused::forbidden().into());
        }
        if change.password.is_some() {
            let user = turn.caller.user;
            let own = self.read(move |tx| Ok(storage::members::load(tx, user)?)).await?;
            let current = change.current_password.clone().unwrap_or_default();
            if !self.verify_password(current, own.map(|it| it.password_hash)).await {
                return Err(vec![Problem::new("current_password", "wrong_password")].into());
            }
        }
        let id = turn.caller.user;
        self.apply_change(turn, id, change).await
    }

    async fn apply_change(&self, turn: Turn, id: UserId, change: MemberChange) -> Result<Json, Failure> {
        let hash = match &change.password {
            Some(it) => {
                password::check(it).map_err(|problem| vec![problem])?;
                Some(self.hash_password(it.clone()).await?)
            }
            None => None,
        };
        let roles = self.roles();
        let changed = self.write(move |tx| {
            storage::members::freeze(tx)?;
            let found = storage::members::load(tx, id)?;
            let mut member = found.ok_or_else(|| Refused::not_found("用户", "user"))?;
            let before = told(tx, &member)?;
            if let Some(it) = &change.roles {
                check_roles(it, &roles)?;
                member.roles.clone_from(it);
            }
            if let Some(it) = change.name.as_deref().map(str::trim).filter(|it| !it.is_empty()) {
                member.name = it.chars().take(60).collect();
            }
            if let Some(it) = change.language.as_deref().filter(|it| matches!(*it, "zh" | "en")) {
                it.clone_into(&mut member.language);
            }
            if let Some(it) = &change.department {
                member.department = department(tx, it)?;
            }
            member.active = change.active.unwrap_or(member.active);
            if let Some(it) = &hash {
                member.password_hash.clone_from(it);
            }
            require_an_administrator(tx, &member)?;

            // After this point nothing is refused.
            storage::members::update(tx, &member)?;
            if hash.is_some() || !member.active {
                storage::sessions::end_all(tx, member.id, None)?;
            }
            let told = told(tx, &member)?;
            let mut detail = difference(&before, &told);
            if hash.is_some() {
                detail["password"] = json!("changed");
            }
            note(tx, &turn, "member_change", &member.login, detail)?;
            Ok(told)
        });
        let changed = changed.await?;
        self.access_changed(id);
        Ok(changed)
    }
}

fn told(tx: &mut dyn Tx, it: &Member) -> Result<Json, Failure> {
    let names = storage::documents::names(tx, it.department.as_slice())?;
    Ok(told_with(it, names.first()))
}

fn told_with(it: &Member, department: Option<&Name>) -> Json {
    json!({
        "id": it.id.0.to_string(), "login": it.login, "name": it.name, "roles": it.roles, "active": it.active,
        "language": it.language, "department": department.map(|it| &it.number),
        "department_name": department.map(|it| &it.title),
    })
}

/// The department with this code; none when the text is blank.
fn department(tx: &mut dyn Tx, code: &str) -> Result<Option<DocumentId>, Failure> {
    let code = code.trim();
    if code.is_empty() {
        return Ok(None);
    }
    match storage::documents::find(tx, "department", code)? {
        Some(it) => Ok(Some(it.id)),
        None => Err(vec![Problem::new("department", "not_found").with("value", code)].into()),
    }
}

/// A department is not deleted while somebody belongs to it.
pub(crate) fn require_without_members(tx: &mut dyn Tx, stored: &Stored) -> Result<(), Failure> {
    if stored.document_type != "department" {
        return Ok(());
    }
    let there = storage::members::in_departments(tx, &[stored.id])?;
    let Some(first) = there.first() else { return Ok(()) };
    let name = storage::members::load(tx, *first)?.map_or_else(String::new, |it| it.name);
    Err(Refused::new(
        Kind::Conflict,
        "is_referenced",
        &format!("{name} 还在这个部门, 不能删除"),
        &format!("{name} belongs to this department: it cannot be deleted"),
    )
    .instead("先把成员调到别的部门", "Move its members first")
    .into())
}

pub(crate) fn add_member(
    tx: &mut dyn Tx,
    new: &NewMember,
    hash: &str,
    now: values::Instant,
) -> Result<Member, Failure> {
    if storage::members::by_login(tx, &new.login)?.is_some() {
        return Err(vec![Problem::new("login", "not_unique").with("number", &new.login)].into());
    }
    let mut member = Member {
        id: UserId(0),
        login: new.login.clone(),
        name: new.name.clone(),
        password_hash: hash.to_owned(),
        roles: new.roles.clone(),
        active: true,
        language: "zh".to_owned(),
        department: department(tx, new.department.as_deref().unwrap_or_default())?,
        created_at: now,
    };
    member.id = storage::members::insert(tx, &member)?;
    Ok(member)
}

fn check_roles(
    wanted: &[String],
    own: &std::collections::BTreeMap<String, crate::grants::CustomRole>,
) -> Result<(), Failure> {
    let unknown = wanted.iter().find(|it| !BUILT_IN_ROLES.contains(&it.as_str()) && !own.contains_key(*it));
    match unknown {
        Some(it) => Err(vec![Problem::new("roles", "not_known").with("value", it)].into()),
        None => Ok(()),
    }
}

/// A company without an administrator could never be changed again.
pub(super) fn require_an_administrator(tx: &mut dyn Tx, changed: &Member) -> Result<(), Failure> {
    let is_admin = |it: &Member| it.active && it.roles.iter().any(|it| it == "administrator");
    let others = storage::members::all(tx)?;
    if is_admin(changed) || others.iter().any(|it| it.id != changed.id && is_admin(it)) {
        return Ok(());
    }
    Err(Refused::new(
        Kind::Conflict,
        "last_administrator",
        "至少要保留一个启用的管理员",
        "At least one active administrator must remain",
    )
    .into())
}
