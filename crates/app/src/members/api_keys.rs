//! Keys for programs: shown once, stored as a hash, revocable.

use super::session::{hash_of, random_token};
use crate::app::App;
use crate::audit::{note, note_of};
use crate::caller::{Ability, Caller};
use crate::failure::{Failure, Refused};
use crate::turn::Turn;
use documents::Problem;
use serde_json::{Value as Json, json};

impl App {
    /// The key itself is in the answer, and nowhere else ever again.
    pub async fn create_api_key(&self, turn: Turn, login: &str, name: &str) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        let key = format!("cp_{}", random_token()?);
        let (hash, login) = (hash_of(&key), login.to_owned());
        let name: String = name.trim().chars().take(100).collect();
        let shown = key.clone();
        self.write(move |tx| {
            let Some(user) = storage::members::by_login(tx, &login)? else {
                return Err(vec![Problem::new("user", "not_found").with("value", &login)].into());
            };
            let id = storage::api_keys::insert(tx, &hash, user.id, &name, turn.now)?;
            note(tx, &turn, "key_add", &user.login, json!({ "id": id.to_string(), "name": name }))?;
            Ok(json!({ "id": id.to_string(), "name": name, "user": user.login, "key": shown }))
        })
        .await
    }

    pub async fn list_api_keys(&self, turn: Turn) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        self.read(move |tx| {
            let members = storage::members::all(tx)?;
            let login = |id| members.iter().find(|it| it.id == id).map(|it| it.login.clone());
            let keys = storage::api_keys::all(tx)?;
            let told = keys.iter().filter(|it| it.revoked_at.is_none()).map(|it| {
                json!({
                    "id": it.id.to_string(), "name": it.name, "user": login(it.member),
                    "created_at": it.created_at, "last_used_at": it.last_used_at,
                })
            });
            Ok(json!({ "rows": told.collect::<Vec<_>>() }))
        })
        .await
    }

    pub async fn revoke_api_key(&self, turn: Turn, id: &str) -> Result<(), Failure> {
        turn.caller.require(Ability::Administer)?;
        let id = id.parse::<i64>().unwrap_or(-1);
        self.write(move |tx| {
            if storage::api_keys::revoke(tx, id, turn.now)? {
                note(tx, &turn, "key_revoke", "", json!({ "id": id.to_string() }))
            } else {
                Err(Refused::not_found("密钥", "key").into())
            }
        })
        .await?;
        self.known_keys().forget();
        Ok(())
    }

    /// Who a key acts for; `None` when it is unknown or revoked.
    pub async fn caller_of_key(&self, key: &str) -> Result<Option<Caller>, Failure> {
        let (hash, now) = (hash_of(key), App::now());
        let generation = match self.known_keys().recall(&hash) {
            Ok(caller) => return Ok(Some(caller)),
            Err(generation) => generation,
        };
        let found = self.read(move |tx| {
            let Some(key) = storage::api_keys::find(tx, &hash)? else { return Ok(None) };
            let member = storage::members::load(tx, key.member)?.filter(|it| it.active);
            Ok(member.map(|it| (it, key)))
        });
        let Some((member, key)) = found.await? else { return Ok(None) };
        let caller = self.caller_of(&member);
        const NOTED_EVERY_SECONDS: i64 = 3600;
        if key.last_used_at.is_none_or(|it| now > it.plus_seconds(NOTED_EVERY_SECONDS)) {
            let user = caller.clone();
            let (id, name) = (key.id, key.name.clone());
            self.write(move |tx| {
                storage::api_keys::touch(tx, id, now)?;
                // Once an hour: a program asks thousands of times.
                note_of(tx, &user, now, "key_use", &user.login, json!({ "id": id.to_string(), "name": name }))
            })
            .await?;
        }
        self.known_keys().remember(hash, &caller, generation);
        Ok(Some(caller))
    }
}
