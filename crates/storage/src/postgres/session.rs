//! A connection and the statements it has prepared.

use super::error;
use super::patience::Until;
use crate::{Error, sql};
use postgres::config::{SslMode, TargetSessionAttrs};
use postgres::{Client, Config, NoTls, Statement};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Where to connect, and which schema holds the company.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    config: Config,
    pub(crate) schema: String,
    /// Until when nobody tries again, and why; shared by every connection of the process.
    away: Arc<Mutex<Option<(Until, Error)>>>,
}

/// After a connection came to nothing, requests are refused at once for so long: hundreds that wait for
/// a dead server one after the other would be answered minutes later.
const REST: Duration = Duration::from_millis(250);
/// To one server; a URL may name several.
const CONNECT_MAX: Duration = Duration::from_secs(3);
/// A server that vanished without a word is noticed after about so long.
const SILENCE_MAX: Duration = Duration::from_secs(10);

impl Target {
    /// `url` is `postgres://…` or libpq's `host=… user=…`.
    pub(crate) fn new(url: &str, schema: &str) -> Result<Target, Error> {
        let mut config: Config = url
            .parse()
            .map_err(|it: postgres::Error| Error::Unreachable(format!("not a PostgreSQL address: {it}")))?;
        if config.get_ssl_mode() == SslMode::Require {
            return Err(Error::Unreachable(
                "sslmode=require is not supported yet: connect through a Unix socket or a private network, or put a TLS proxy (stunnel, pgbouncer) in between"
                    .to_owned(),
            ));
        }
        if !sql::is_identifier(schema) {
            return Err(Error::Unreachable(format!(
                "`{schema}` cannot be a schema: use lower-case letters, digits and _"
            )));
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_MAX);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE_MAX);
        }
        config.keepalives_idle(SILENCE_MAX / 2).keepalives_interval(SILENCE_MAX / 4).keepalives_retries(2);
        // Of several servers only the primary takes writes; after a fail-over that is another one.
        if config.get_hosts().len() > 1 && config.get_target_session_attrs() == TargetSessionAttrs::Any {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        if config.get_application_name().is_none() {
            config.application_name("changping");
        }
        Ok(Target { config, schema: schema.to_owned(), away: Arc::default() })
    }
}

impl Target {
    fn away(&self) -> MutexGuard<'_, Option<(Until, Error)>> {
        self.away.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lists make their own SQL; beyond this many statements the cache starts anew.
const STATEMENTS_MAX: usize = 500;

pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) target: sql::Target,
    statements: HashMap<Box<str>, Statement>,
}

impl Session {
    pub(crate) fn connect(to: &Target) -> Result<Session, Error> {
        if let Some((until, failure)) = &*to.away()
            && !until.is_over()
        {
            return Err(failure.clone());
        }
        let connected = Session::connect_now(to);
        let failure = connected.as_ref().err().filter(|it| matches!(it, Error::Unreachable(_)));
        *to.away() = failure.map(|it| (Until::after(REST), it.clone()));
        connected
    }

    fn connect_now(to: &Target) -> Result<Session, Error> {
        let mut client = to.config.connect(NoTls).map_err(|it| match error(&it) {
            Error::Engine(message) => Error::Unreachable(message),
            other => other,
        })?;
        client
            .batch_execute(
                "set jit = off; set lock_timeout = '30s'; set client_min_messages = warning;
                 -- What a vanished node has locked is free again soon.
                 set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3",
            )
            .map_err(|it| error(&it))?;
        Ok(Session { client, target: sql::Target::postgres(&to.schema), statements: HashMap::new() })
    }

    pub(crate) fn prepare(&mut self, sql: &str) -> Result<Statement, postgres::Error> {
        if let Some(found) = self.statements.get(sql) {
            return Ok(found.clone());
        }
        if self.statements.len() >= STATEMENTS_MAX {
            self.statements.clear();
        }
        let prepared = self.client.prepare(&self.target.translate(sql))?;
        self.statements.insert(sql.into(), prepared.clone());
        Ok(prepared)
    }
}
