//! The first start: the company gets a name and its first administrator.

use super::users::{NewMember, add_member};
use crate::app::App;
use crate::caller::{Caller, Origin};
use crate::company::Company;
use crate::failure::{Failure, Kind, Refused};
use serde::Deserialize;

/// What the one-time setup page sends.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    pub company_name: String,
    pub login: String,
    #[serde(default)]
    pub name: String,
    pub password: String,
    #[serde(default)]
    pub language: Option<String>,
}

impl App {
    pub async fn setup_needed(&self) -> Result<bool, Failure> {
        self.read(|tx| Ok(storage::members::is_empty(tx)?)).await
    }

    /// Only while nobody can log in. Returns the administrator and a session token.
    pub async fn set_up(&self, setup: Setup, origin: Origin) -> Result<(Caller, String), Failure> {
        let company = Company {
            name: setup.company_name.trim().to_owned(),
            language: setup.language.clone().unwrap_or_else(|| "zh".to_owned()),
            ..Company::default()
        };
        company.check()?;
        let roles = vec!["administrator".to_owned()];
        let new = NewMember {
            login: setup.login,
            name: setup.name,
            password: setup.password,
            roles,
            department: None,
        };
        let (new, hash) = self.prepare_member(new).await?;
        let now = App::now();
        let member = self
            .write(move |tx| {
                storage::members::freeze(tx)?;
                if !storage::members::is_empty(tx)? {
                    return Err(Refused::new(
                        Kind::Conflict,
                        "already_set_up",
                        "系统已经初始化, 请登录",
                        "This company is set up already: log in",
                    )
                    .into());
                }
                company.save(tx)?;
                storage::events::append(tx, now, "definitions", None, &serde_json::json!({}))?;
                add_member(tx, &new, &hash, now)
            })
            .await?;
        self.reload().await?;
        let token = self.start_session(&member, &origin).await?;
        Ok((self.caller_of(&member), token))
    }

    /// The administrator of a first start without a screen. Does nothing once somebody can log in.
    pub async fn preset_administrator(&self, login: &str, password: &str) -> Result<bool, Failure> {
        if !self.setup_needed().await? {
            return Ok(false);
        }
        let company_name = self.company().name.clone();
        let setup = Setup {
            company_name,
            login: login.to_owned(),
            name: "管理员".to_owned(),
            password: password.to_owned(),
            language: None,
        };
        self.set_up(setup, Origin::default()).await?;
        Ok(true)
    }
}
