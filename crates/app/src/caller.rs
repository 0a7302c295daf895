//! Who asks, and what they may do. The one permission gate: every use case passes through it.

use crate::failure::Refused;
use documents::{DocumentType, Transition};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use values::UserId;

/// What can be done to documents of a type, beside their transitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    Read,
    Create,
    Edit,
    Delete,
}

impl Action {
    pub const ALL: [Action; 4] = [Action::Read, Action::Create, Action::Edit, Action::Delete];

    pub fn name(self) -> &'static str {
        match self {
            Action::Read => "read",
            Action::Create => "create",
            Action::Edit => "edit",
            Action::Delete => "delete",
        }
    }
}

/// What a role allows beyond documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ability {
    /// Users, roles, definitions, numbering, company.
    Administer,
    Import,
    Export,
    SeeCost,
    /// See what runs out, and draft the orders.
    Plan,
    /// Take promises from some orders and give them to others.
    Allocate,
}

impl Ability {
    pub const ALL: [Ability; 6] = [
        Ability::Administer,
        Ability::Import,
        Ability::Export,
        Ability::SeeCost,
        Ability::Plan,
        Ability::Allocate,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Ability::Administer => "administer",
            Ability::Import => "import",
            Ability::Export => "export",
            Ability::SeeCost => "see_cost",
            Ability::Plan => "plan",
            Ability::Allocate => "allocate",
        }
    }

    pub fn from_name(name: &str) -> Option<Ability> {
        Ability::ALL.into_iter().find(|it| it.name() == name)
    }

    /// What the built-in roles may. An administrator may everything.
    fn of_role(role: &str) -> &'static [Ability] {
        match role {
            "administrator" => &Ability::ALL,
            "buyer" => {
                &[Ability::Import, Ability::Export, Ability::SeeCost, Ability::Plan, Ability::Allocate]
            }
            "seller" | "warehouse" => &[Ability::Import, Ability::Export],
            "accountant" => &[Ability::Export, Ability::SeeCost],
            _ => &[],
        }
    }
}

/// A role that a company made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomRole {
    /// Actions and transitions by document type; `*` is every type.
    pub grants: BTreeMap<String, BTreeSet<String>>,
    pub abilities: BTreeSet<Ability>,
}

/// Made once per request by the session, the key, or the command line.
#[derive(Clone, Debug)]
pub struct Caller {
    pub user: UserId,
    pub login: String,
    pub name: String,
    pub roles: Vec<String>,
    pub language: Language,
    custom: Arc<BTreeMap<String, CustomRole>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    #[default]
    Zh,
    En,
}

impl Language {
    pub fn from_tag(tag: &str) -> Language {
        if tag.trim_start().to_ascii_lowercase().starts_with("en") { Language::En } else { Language::Zh }
    }

    pub fn tag(self) -> &'static str {
        match self {
            Language::Zh => "zh",
            Language::En => "en",
        }
    }
}

impl Caller {
    pub fn new(
        user: UserId,
        login: &str,
        name: &str,
        roles: Vec<String>,
        custom: Arc<BTreeMap<String, CustomRole>>,
    ) -> Caller {
        let (login, name) = (login.to_owned(), name.to_owned());
        Caller { user, login, name, roles, language: Language::Zh, custom }
    }

    pub fn is_administrator(&self) -> bool {
        self.roles.iter().any(|it| it == "administrator")
    }

    pub fn can(&self, ability: Ability) -> bool {
        self.roles.iter().any(|role| {
            Ability::of_role(role).contains(&ability)
                || self.custom.get(role).is_some_and(|it| it.abilities.contains(&ability))
        })
    }

    pub fn require(&self, ability: Ability) -> Result<(), Refused> {
        if self.can(ability) { Ok(()) } else { Err(Refused::forbidden()) }
    }

    pub fn may(&self, action: Action, on: &DocumentType) -> bool {
        let access = match action {
            Action::Read => &on.access.read,
            Action::Create => &on.access.create,
            Action::Edit => &on.access.edit,
            Action::Delete => &on.access.delete,
        };
        self.holds(access) || self.granted(&on.name, action.name())
    }

    pub fn require_action(&self, action: Action, on: &DocumentType) -> Result<(), Refused> {
        if self.may(action, on) { Ok(()) } else { Err(Refused::forbidden()) }
    }

    /// Whether people may make this transition; those of the system's own nobody may.
    pub fn may_make(&self, transition: &Transition, on: &DocumentType) -> bool {
        if transition.roles.iter().any(|it| it == "system") {
            return false;
        }
        self.holds(&transition.roles) || self.granted(&on.name, &transition.name)
    }

    fn holds(&self, roles: &[String]) -> bool {
        self.is_administrator() || roles.iter().any(|it| it == "*" || self.roles.contains(it))
    }

    fn granted(&self, document_type: &str, what: &str) -> bool {
        let grants = |role: &CustomRole| {
            [document_type, "*"].iter().any(|name| role.grants.get(*name).is_some_and(|it| it.contains(what)))
        };
        self.roles.iter().any(|role| self.custom.get(role).is_some_and(grants))
    }
}
