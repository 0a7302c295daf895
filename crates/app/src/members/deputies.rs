//! 代理: somebody does another's work from a day to a day, and what they do says so.

use super::session::hash_of;
use crate::app::App;
use crate::audit::note;
use crate::caller::Ability;
use crate::failure::{Failure, Kind, Refused};
use crate::turn::Turn;
use documents::Problem;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use storage::deputies::Deputy;
use values::{Day, UserId};

/// Who acts for whom, by login. Whoever may not administer speaks only for themselves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeputyForm {
    #[serde(default)]
    pub member: Option<String>,
    pub deputy: String,
    pub first_day: String,
    pub last_day: String,
}

const DAYS_MAX: i32 = 366;

impl App {
    /// One's own and those one stands in for; an administrator sees all.
    pub async fn list_deputies(&self, turn: Turn) -> Result<Json, Failure> {
        self.read(move |tx| {
            let members = storage::members::all(tx)?;
            let person = |id: UserId| {
                let it = members.iter().find(|it| it.id == id);
                it.map(|it| json!({ "login": it.login, "name": it.name }))
            };
            let (me, all) = (turn.caller.person(), turn.caller.can(Ability::Administer));
            let told = |it: &Deputy| {
                let now = it.first_day <= turn.today && turn.today <= it.last_day;
                json!({
                    "id": it.seq.to_string(), "member": person(it.member), "deputy": person(it.deputy),
                    "first_day": it.first_day, "last_day": it.last_day, "in_force": now,
                    "mine": it.deputy == me,
                })
            };
            let rows = storage::deputies::all(tx)?;
            let rows = rows.iter().filter(|it| all || it.member == me || it.deputy == me);
            Ok(json!({ "rows": rows.map(told).collect::<Vec<_>>() }))
        })
        .await
    }

    pub async fn add_deputy(&self, turn: Turn, form: DeputyForm) -> Result<Json, Failure> {
        turn.caller.require_oneself()?;
        let day = |name: &'static str, text: &str| {
            text.parse::<Day>().map_err(|_| vec![Problem::new(name, "not_a_day").with("value", text)])
        };
        let (first, last) = (day("first_day", &form.first_day)?, day("last_day", &form.last_day)?);
        let days = last.days_since(first);
        if !(0..DAYS_MAX).contains(&days) || last < turn.today {
            return Err(vec![
                Problem::new("last_day", "out_of_range")
                    .with("min", first)
                    .with("max", first.plus_days(DAYS_MAX - 1)),
            ]
            .into());
        }
        self.write(move |tx| {
            let find = |tx: &mut dyn storage::Tx, path: &'static str, login: &str| -> Result<_, Failure> {
                let found = storage::members::by_login(tx, login)?.filter(|it| it.active);
                found.ok_or_else(|| vec![Problem::new(path, "not_found").with("value", login)].into())
            };
            let member = match form.member.as_deref().filter(|it| !it.is_empty()) {
                Some(login) => find(tx, "member", login)?,
                None => find(tx, "member", &turn.caller.login)?,
            };
            if member.id != turn.caller.user {
                turn.caller.require(Ability::Administer)?;
            }
            let deputy = find(tx, "deputy", &form.deputy)?;
            if deputy.id == member.id {
                return Err(vec![Problem::new("deputy", "not_oneself")].into());
            }
            let new = Deputy {
                seq: 0,
                member: member.id,
                deputy: deputy.id,
                first_day: first,
                last_day: last,
                made_by: turn.caller.user,
                made_at: turn.now,
            };
            let id = storage::deputies::add(tx, &new)?;
            let detail = json!({ "deputy": deputy.login, "first_day": first, "last_day": last });
            note(tx, &turn, "deputy_add", &member.login, detail)?;
            Ok(json!({ "id": id.to_string() }))
        })
        .await
    }

    pub async fn remove_deputy(&self, turn: Turn, id: &str) -> Result<(), Failure> {
        let id: i64 = id.parse().unwrap_or(-1);
        self.write(move |tx| {
            let found = storage::deputies::all(tx)?.into_iter().find(|it| it.seq == id);
            let me = turn.caller.person();
            let own =
                found.filter(|it| it.member == me || it.deputy == me || turn.caller.can(Ability::Administer));
            let Some(it) = own else { return Err(Refused::not_found("代理", "deputy").into()) };
            storage::deputies::remove(tx, id)?;
            let member = storage::members::load(tx, it.member)?.map_or_else(String::new, |it| it.login);
            note(
                tx,
                &turn,
                "deputy_remove",
                &member,
                json!({ "first_day": it.first_day, "last_day": it.last_day }),
            )
        })
        .await
    }

    /// From now on this session does somebody's work; without a login its own again.
    pub async fn act_for(
        &self,
        turn: Turn,
        token: Option<&str>,
        login: Option<String>,
    ) -> Result<(), Failure> {
        let Some(hash) = token.map(hash_of) else {
            return Err(Refused::new(
                Kind::Forbidden,
                "not_a_session",
                "密钥不能代理别人",
                "A key cannot stand in for somebody",
            )
            .into());
        };
        self.write(move |tx| {
            let me = turn.caller.person();
            let member = match login.as_deref().filter(|it| !it.is_empty()) {
                None => None,
                Some(login) => {
                    let found = storage::members::by_login(tx, login)?.filter(|it| it.active);
                    let found = found.ok_or_else(|| Refused::not_found("用户", "user"))?;
                    if !storage::deputies::acts_for(tx, me, found.id, turn.today)? {
                        return Err(Refused::forbidden().into());
                    }
                    Some(found)
                }
            };
            storage::sessions::act_for(tx, &hash, member.as_ref().map(|it| it.id))?;
            match &member {
                Some(it) => note(tx, &turn, "act_for", &it.login, json!({})),
                None => Ok(()),
            }
        })
        .await
    }
}
