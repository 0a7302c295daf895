//! Logging in, staying logged in, and being seen logged in elsewhere.

use super::second_factor::require_code;
use crate::app::App;
use crate::audit::{note, note_of};
use crate::caller::{Ability, Caller, Deputy, Origin};
use crate::failure::{Failure, Kind, Refused};
use crate::turn::Turn;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use values::Instant;

/// Noting every use would make each read a write.
const SEEN_EVERY_SECONDS: i64 = 60;

/// What somebody shows at the door.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    pub login: String,
    pub password: String,
    /// Of the second factor, when the member has one.
    pub code: Option<String>,
}

impl App {
    /// Returns the caller and the token for the cookie; only its hash is stored.
    pub async fn log_in(&self, shown: Shown, origin: Origin) -> Result<(Caller, String), Failure> {
        let login = shown.login.trim().to_owned();
        let by_login = login.clone();
        let member = self.read(move |tx| Ok(storage::members::by_login(tx, &by_login)?)).await?;
        let origin = Arc::new(origin);
        let mut known = match &member {
            Some(it) => self.caller_of(it),
            None => Caller::new(values::UserId(0), &login, &login, Vec::new(), Arc::default()),
        };
        known.origin = Arc::clone(&origin);
        let hash = member.as_ref().filter(|it| it.active).map(|it| it.password_hash.clone());
        if !self.verify_password(shown.password, hash).await {
            self.audit(&known, "login_failed", &login, json!({ "reason": "password" })).await?;
            return Err(bad_credentials().into());
        }
        let member = member.ok_or_else(bad_credentials)?;
        let (user, code, now) = (member.id, shown.code, App::now());
        let checked = self.write(move |tx| require_code(tx, user, code.as_deref(), now)).await;
        if let Err(Failure::Refused(refused)) = &checked
            && refused.code != "second_factor_needed"
        {
            self.audit(&known, "login_failed", &login, json!({ "reason": refused.code })).await?;
        }
        checked?;
        let token = self.start_session(&member, &origin).await?;
        Ok((known, token))
    }

    pub(crate) async fn start_session(
        &self,
        member: &storage::members::Member,
        origin: &Origin,
    ) -> Result<String, Failure> {
        let token = random_token()?;
        let (hash, now, user) = (hash_of(&token), App::now(), member.id);
        let short = |text: &str| text.chars().take(200).collect::<String>();
        let session = storage::sessions::Session {
            token_hash: hash,
            public_id: random_token()?[..16].to_owned(),
            member: user,
            created_at: now,
            last_seen_at: now,
            expires_at: self.expires(now, now),
            agent: short(&origin.agent),
            address: short(&origin.address),
            acting_for: None,
        };
        let mut caller = self.caller_of(member);
        caller.origin = Arc::new(origin.clone());
        self.write(move |tx| {
            storage::sessions::forget_expired(tx, now)?;
            storage::sessions::insert(tx, &session)?;
            note_of(tx, &caller, now, "login", &caller.login, json!({}))
        })
        .await?;
        Ok(token)
    }

    /// When a session ends that was begun and used then.
    fn expires(&self, begun: Instant, used: Instant) -> Instant {
        let security = &self.company().security;
        let idle = used.plus_seconds(i64::from(security.idle_minutes) * 60);
        idle.min(begun.plus_seconds(i64::from(security.absolute_hours) * 3600))
    }

    /// Who the cookie belongs to, or whom they stand in for; `None` when the session ended.
    pub async fn caller_of_session(&self, token: &str) -> Result<Option<Caller>, Failure> {
        let (hash, now) = (hash_of(token), App::now());
        let today = self.company().day_at(now);
        let found = self
            .read(move |tx| {
                let Some(session) = storage::sessions::find(tx, &hash)? else { return Ok(None) };
                let member = storage::members::load(tx, session.member)?.filter(|it| it.active);
                let Some(member) = member else { return Ok(None) };
                let has_factor = storage::second_factors::get(tx, member.id)?;
                let has_factor = has_factor.is_some_and(|it| it.confirmed_at.is_some());
                let mut acting_for = None;
                if let Some(id) = session.acting_for
                    && storage::deputies::acts_for(tx, member.id, id, today)?
                {
                    acting_for = storage::members::load(tx, id)?.filter(|it| it.active);
                }
                Ok(Some((member, session, has_factor, acting_for)))
            })
            .await?;
        let Some((member, session, has_factor, acting_for)) = found else { return Ok(None) };
        // Also a setting that was tightened since holds.
        if now > session.expires_at.min(self.expires(session.created_at, session.last_seen_at)) {
            return Ok(None);
        }
        if now > session.last_seen_at.plus_seconds(SEEN_EVERY_SECONDS) {
            let expires = self.expires(session.created_at, now);
            self.write(move |tx| Ok(storage::sessions::touch(tx, &hash, now, expires)?)).await?;
        }
        let must_enrol = !has_factor && self.company().security.requires_second_factor(&member.roles);
        let mut caller = self.caller_of(acting_for.as_ref().unwrap_or(&member));
        caller.must_enrol = must_enrol;
        caller.deputy =
            acting_for.map(|_| Deputy { user: member.id, login: member.login, name: member.name });
        Ok(Some(caller))
    }

    pub async fn log_out(&self, token: &str) -> Result<(), Failure> {
        let hash = hash_of(token);
        self.write(move |tx| Ok(storage::sessions::end(tx, &hash).map(drop)?)).await
    }

    /// The caller's own sessions; `token` tells which one is this.
    pub async fn list_sessions(&self, turn: Turn, token: Option<&str>) -> Result<Json, Failure> {
        let current = token.map(hash_of);
        self.read(move |tx| {
            let sessions = storage::sessions::of(tx, turn.caller.person())?;
            let told = sessions.iter().map(|it| {
                json!({
                    "id": it.public_id, "created_at": it.created_at, "last_seen_at": it.last_seen_at,
                    "agent": it.agent, "address": it.address, "current": current.is_some_and(|hash| hash == it.token_hash),
                })
            });
            Ok(json!({ "rows": told.collect::<Vec<_>>() }))
        })
        .await
    }

    pub async fn end_session(&self, turn: Turn, public_id: &str) -> Result<(), Failure> {
        let (public_id, person) = (public_id.to_owned(), turn.caller.person());
        self.write(move |tx| {
            if storage::sessions::revoke(tx, turn.caller.person(), &public_id)? {
                note(tx, &turn, "session_end", &turn.caller.login, json!({}))
            } else {
                Err(Refused::not_found("会话", "session").into())
            }
        })
        .await?;
        self.access_changed(person);
        Ok(())
    }

    /// Where a member is logged in, for administrators.
    pub async fn list_sessions_of(&self, turn: Turn, id: &str) -> Result<Json, Failure> {
        turn.caller.require(Ability::Administer)?;
        let id = values::UserId(id.parse().unwrap_or(-1));
        self.read(move |tx| {
            let told = |it: &storage::sessions::Session| {
                json!({
                    "created_at": it.created_at, "last_seen_at": it.last_seen_at, "agent": it.agent,
                    "address": it.address, "expires_at": it.expires_at,
                })
            };
            let rows: Vec<Json> = storage::sessions::of(tx, id)?.iter().map(told).collect();
            Ok(json!({ "rows": rows }))
        })
        .await
    }

    /// Logs a member out everywhere.
    pub async fn end_sessions_of(&self, turn: Turn, id: &str) -> Result<(), Failure> {
        turn.caller.require(Ability::Administer)?;
        let id = values::UserId(id.parse().unwrap_or(-1));
        self.write(move |tx| {
            let member = storage::members::load(tx, id)?.ok_or_else(|| Refused::not_found("用户", "user"))?;
            storage::sessions::end_all(tx, id, None)?;
            note(tx, &turn, "sessions_end", &member.login, json!({}))
        })
        .await?;
        self.access_changed(id);
        Ok(())
    }

    pub(crate) fn caller_of(&self, member: &storage::members::Member) -> Caller {
        Caller::new(member.id, &member.login, &member.name, member.roles.clone(), self.roles())
    }

    /// For the command line and the system's own work: an administrator without a login.
    pub fn system_caller(&self) -> Caller {
        Caller::new(values::UserId(0), "system", "系统", vec!["administrator".to_owned()], self.roles())
    }
}

fn bad_credentials() -> Refused {
    Refused::new(Kind::Unauthenticated, "bad_credentials", "账号或密码不对", "Wrong login or password")
}

/// 256 random bits, in hex.
pub(crate) fn random_token() -> Result<String, Failure> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|err| storage::Error::Fault(format!("no randomness: {err}")))?;
    Ok(bytes.iter().map(|it| format!("{it:02x}")).collect())
}

pub(crate) fn hash_of(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
