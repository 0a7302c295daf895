//! A connection and the statements it has prepared.

use super::error;
use crate::{Error, sql};
use postgres::config::SslMode;
use postgres::{Client, Config, NoTls, Statement};
use std::collections::HashMap;
use std::time::Duration;

/// Where to connect, and which schema holds the company.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    config: Config,
    pub(crate) schema: String,
}

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
            config.connect_timeout(Duration::from_secs(5));
        }
        if config.get_application_name().is_none() {
            config.application_name("changping");
        }
        Ok(Target { config, schema: schema.to_owned() })
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
        let mut client = to.config.connect(NoTls).map_err(|it| match error(&it) {
            Error::Engine(message) => Error::Unreachable(message),
            other => other,
        })?;
        client
            .batch_execute("set jit = off; set lock_timeout = '30s'; set client_min_messages = warning")
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
