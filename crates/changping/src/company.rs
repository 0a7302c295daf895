//! Which company: the options that every command shares.

use crate::said::said;
use anyhow::{Context, Result, bail};
use app::{App, Location, Options};
use clap::Args;
use std::path::PathBuf;

#[derive(Args, Clone, Debug)]
pub(crate) struct Company {
    /// Folder of the company: its database, and the files people upload
    #[arg(long, value_name = "DIR", required_unless_present = "database_url")]
    data: Option<PathBuf>,
    /// A PostgreSQL that holds the company instead, `postgres://user:password@host/database`
    #[arg(long, value_name = "URL", env = "CHANGPING_DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
    /// Schema of the company in PostgreSQL; `?schema=` of the URL says the same
    #[arg(long, value_name = "NAME", requires = "database_url")]
    schema: Option<String>,
}

const SCHEMA: &str = "changping";
/// The database in the folder of a company.
const FILE: &str = "changping.db";

impl Company {
    /// Where uploads lie, and the SQLite file.
    pub(crate) fn data(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| PathBuf::from("data"))
    }

    pub(crate) fn location(&self) -> Location {
        match &self.database_url {
            None => Location::Sqlite(self.data().join(FILE)),
            Some(url) => {
                let (url, named) = without_schema(url);
                let schema = self.schema.clone().or(named).unwrap_or_else(|| SCHEMA.to_owned());
                Location::Postgres { url, schema }
            }
        }
    }

    pub(crate) fn options(&self) -> Options {
        Options { location: self.location(), data: self.data() }
    }

    /// Opens the company, and makes it when it is not there.
    pub(crate) fn open_or_make(&self) -> Result<App> {
        if let Some(data) = &self.data {
            std::fs::create_dir_all(data)
                .with_context(|| format!("cannot make the folder {}", data.display()))?;
        }
        App::open(&self.options()).map_err(said)
    }

    /// Opens a company that must be there: a mistyped folder is not a new company.
    pub(crate) fn open(&self) -> Result<App> {
        if let Location::Sqlite(file) = self.location()
            && !file.is_file()
        {
            bail!("there is no company in {}; `changping serve --data` makes one", self.data().display());
        }
        App::open(&self.options()).map_err(said)
    }

    /// As a person reads it; of a URL nothing that is secret.
    pub(crate) fn place(&self) -> String {
        match self.location() {
            Location::Sqlite(file) => file.display().to_string(),
            Location::Postgres { schema, .. } => format!("PostgreSQL, schema {schema}"),
        }
    }
}

/// The URL as PostgreSQL knows it, and the schema that was named in it.
fn without_schema(url: &str) -> (String, Option<String>) {
    let Some((address, parameters)) = url.split_once('?') else { return (url.to_owned(), None) };
    let (schema, rest): (Vec<&str>, Vec<&str>) =
        parameters.split('&').partition(|it| it.starts_with("schema="));
    let address = if rest.is_empty() { address.to_owned() } else { format!("{address}?{}", rest.join("&")) };
    let named = schema.first().and_then(|it| it.strip_prefix("schema=")).map(str::to_owned);
    (address, named)
}

#[cfg(test)]
mod tests {
    use super::without_schema;

    #[test]
    fn a_schema_in_the_url_is_ours_and_the_rest_is_the_servers() {
        for (url, address, schema) in [
            ("postgres://a@h/d", "postgres://a@h/d", None),
            ("postgres://a@h/d?schema=tea", "postgres://a@h/d", Some("tea")),
            ("postgres:///d?host=/run&schema=tea", "postgres:///d?host=/run", Some("tea")),
            ("host=/run user=a", "host=/run user=a", None),
        ] {
            assert_eq!(without_schema(url), (address.to_owned(), schema.map(str::to_owned)), "{url}");
        }
    }
}
