//! Logging in, staying logged in, and being seen logged in elsewhere.

use crate::app::App;
use crate::caller::Caller;
use crate::failure::{Failure, Kind, Refused};
use crate::turn::Turn;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

/// A session ends after so long without use.
const IDLE_SECONDS: i64 = 14 * 24 * 3600;
/// Noting every use would make each read a write.
const SEEN_EVERY_SECONDS: i64 = 300;

impl App {
    /// Returns the caller and the token for the cookie; only its hash is stored.
    pub async fn log_in(
        &self,
        login: &str,
        password: &str,
        agent: &str,
    ) -> Result<(Caller, String), Failure> {
        let login = login.trim().to_owned();
        let member = self.read(move |tx| Ok(storage::members::by_login(tx, &login)?)).await?;
        let hash = member.as_ref().filter(|it| it.active).map(|it| it.password_hash.clone());
        if !self.verify_password(password.to_owned(), hash).await {
            return Err(bad_credentials().into());
        }
        let member = member.ok_or_else(bad_credentials)?;
        let token = self.start_session(&member, agent).await?;
        Ok((self.caller_of(&member), token))
    }

    pub(crate) async fn start_session(
        &self,
        member: &storage::members::Member,
        agent: &str,
    ) -> Result<String, Failure> {
        let token = random_token()?;
        let (hash, now, user) = (hash_of(&token), App::now(), member.id);
        let agent: String = agent.chars().take(200).collect();
        let session = storage::sessions::Session {
            token_hash: hash,
            public_id: random_token()?[..16].to_owned(),
            member: user,
            created_at: now,
            last_seen_at: now,
            expires_at: now.plus_seconds(IDLE_SECONDS),
            agent,
        };
        self.write(move |tx| {
            storage::sessions::forget_expired(tx, now)?;
            Ok(storage::sessions::insert(tx, &session)?)
        })
        .await?;
        Ok(token)
    }

    /// Who the cookie belongs to; `None` when the session ended.
    pub async fn caller_of_session(&self, token: &str) -> Result<Option<Caller>, Failure> {
        let (hash, now) = (hash_of(token), App::now());
        let found = self
            .read(move |tx| {
                let found = storage::sessions::find(tx, &hash)?.filter(|it| now <= it.expires_at);
                let Some(session) = found else { return Ok(None) };
                let member = storage::members::load(tx, session.member)?;
                Ok(member.filter(|it| it.active).map(|it| (it, session.last_seen_at)))
            })
            .await?;
        let Some((member, seen)) = found else { return Ok(None) };
        if now > seen.plus_seconds(SEEN_EVERY_SECONDS) {
            let expires = now.plus_seconds(IDLE_SECONDS);
            self.write(move |tx| Ok(storage::sessions::touch(tx, &hash, now, expires)?)).await?;
        }
        Ok(Some(self.caller_of(&member)))
    }

    pub async fn log_out(&self, token: &str) -> Result<(), Failure> {
        let hash = hash_of(token);
        self.write(move |tx| Ok(storage::sessions::end(tx, &hash).map(drop)?)).await
    }

    /// The caller's own sessions; `token` tells which one is this.
    pub async fn list_sessions(&self, turn: Turn, token: Option<&str>) -> Result<Json, Failure> {
        let current = token.map(hash_of);
        self.read(move |tx| {
            let sessions = storage::sessions::of(tx, turn.caller.user)?;
            let told = sessions.iter().map(|it| {
                json!({
                    "id": it.public_id, "created_at": it.created_at, "last_seen_at": it.last_seen_at,
                    "agent": it.agent, "current": current.is_some_and(|hash| hash == it.token_hash),
                })
            });
            Ok(json!({ "rows": told.collect::<Vec<_>>() }))
        })
        .await
    }

    pub async fn end_session(&self, turn: Turn, public_id: &str) -> Result<(), Failure> {
        let public_id = public_id.to_owned();
        self.write(move |tx| {
            if storage::sessions::revoke(tx, turn.caller.user, &public_id)? {
                Ok(())
            } else {
                Err(Refused::not_found("会话", "session").into())
            }
        })
        .await
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
