//! Who asks, and what their roles allow: actions × fields × rows. `gate.rs` makes conditions of it.

use crate::app::App;
use crate::definitions::Definitions;
use crate::failure::{Kind, Refused};
use crate::gate::is_hidden;
use crate::grants::{CustomRole, Grant, Rows};
use documents::{DocumentType, EVERYONE, SYSTEM, Transition};
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

/// Where a request comes from, for the audit log.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    pub address: String,
    pub agent: String,
}

/// Made once per request by the session, the key, or the command line.
#[derive(Clone, Debug)]
pub struct Caller {
    pub user: UserId,
    pub login: String,
    pub name: String,
    pub roles: Vec<String>,
    pub language: Language,
    /// Who acts for the caller, when somebody does.
    pub deputy: Option<Deputy>,
    pub origin: Arc<Origin>,
    /// A role requires a second factor, and there is none yet: until there is, nothing else is open.
    pub must_enrol: bool,
    custom: Arc<BTreeMap<String, CustomRole>>,
    /// By type, computed fields that tell of what the caller may not see.
    unsummed: BTreeMap<String, BTreeSet<String>>,
}

/// Who stands in for the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deputy {
    pub user: UserId,
    pub login: String,
    pub name: String,
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
        Caller {
            user,
            login,
            name,
            roles,
            language: Language::Zh,
            deputy: None,
            origin: Arc::default(),
            must_enrol: false,
            custom,
            unsummed: BTreeMap::new(),
        }
    }

    /// The caller among these definitions: a computed field is seen by who may see every document that
    /// it sums up, with all that it reads of them.
    pub(crate) fn among(mut self, definitions: &Definitions) -> Caller {
        self.unsummed.clear();
        if self.is_administrator() {
            return self;
        }
        // A sum may be over sums.
        while let Some((on, field)) = self.next_unsummed(definitions) {
            self.unsummed.entry(on).or_default().insert(field);
        }
        self
    }

    fn next_unsummed(&self, definitions: &Definitions) -> Option<(String, String)> {
        definitions.iter().find_map(|on| {
            let mut computed = on.computed_fields();
            let (field, _) = computed.find(|(field, rollup)| {
                let known = self.unsummed.get(&on.name).is_some_and(|it| it.contains(&field.name));
                !known && !definitions.get(&rollup.of).is_some_and(|of| self.sees_each(of, &rollup.reads(of)))
            })?;
            Some((on.name.clone(), field.name.clone()))
        })
    }

    /// Whether roles still say what they said when the caller was let in.
    pub fn has_roles_of(&self, app: &App) -> bool {
        self.custom == app.roles()
    }

    /// Whether a field is seen of some documents of the type.
    pub(crate) fn shows(&self, on: &DocumentType, path: &str) -> bool {
        self.rules(on).iter().any(|it| it.allows("read") && !is_hidden(&it.hidden, path))
    }

    /// Whether every document of the type may be seen together with these fields.
    fn sees_each(&self, on: &DocumentType, paths: &BTreeSet<String>) -> bool {
        let shows = |it: &Grant| !paths.iter().any(|path| is_hidden(&it.hidden, path));
        self.rules(on).iter().any(|it| it.allows("read") && it.rows == Rows::All && shows(it))
    }

    pub fn is_administrator(&self) -> bool {
        self.roles.iter().any(|it| it == "administrator")
    }

    /// Who really acts: the caller, or the deputy who stands in for the caller.
    pub fn person(&self) -> UserId {
        self.deputy.as_ref().map_or(self.user, |it| it.user)
    }

    pub(crate) fn person_name(&self) -> &str {
        self.deputy.as_ref().map_or(&self.name, |it| &it.name)
    }

    /// What is about one's own door nobody else does.
    pub fn require_oneself(&self) -> Result<(), Refused> {
        if self.deputy.is_none() {
            return Ok(());
        }
        Err(Refused::new(
            Kind::Forbidden,
            "standing_in",
            "代理别人时不能做这个操作",
            "Not while standing in for somebody",
        )
        .instead("先结束代理", "Be yourself again first"))
    }

    pub fn can(&self, ability: Ability) -> bool {
        // Who stands in for an administrator does the daily work, and leaves the doors alone.
        if ability == Ability::Administer && self.deputy.is_some() {
            return false;
        }
        self.roles.iter().any(|role| self.role_can(role, ability))
    }

    fn role_can(&self, role: &str, ability: Ability) -> bool {
        match self.custom.get(role).filter(|_| role != "administrator") {
            Some(changed) => changed.abilities.contains(&ability),
            None => Ability::of_role(role).contains(&ability),
        }
    }

    pub fn require(&self, ability: Ability) -> Result<(), Refused> {
        if self.can(ability) { Ok(()) } else { Err(Refused::forbidden()) }
    }

    /// Whether to some document of the type; which ones the gate says.
    pub fn may(&self, action: Action, on: &DocumentType) -> bool {
        self.may_somewhere(action.name(), on)
    }

    pub fn require_action(&self, action: Action, on: &DocumentType) -> Result<(), Refused> {
        if self.may(action, on) { Ok(()) } else { Err(Refused::forbidden()) }
    }

    /// Whether people may make this transition on some document; those of the system's own nobody may.
    pub fn may_make(&self, transition: &Transition, on: &DocumentType) -> bool {
        !transition.roles.iter().any(|it| it == SYSTEM) && self.may_somewhere(&transition.name, on)
    }

    fn may_somewhere(&self, action: &str, on: &DocumentType) -> bool {
        self.grants(on).any(|it| it.allows(action))
    }

    /// Whether every document of the type may be seen, with every field.
    pub(crate) fn sees_all(&self, on: &DocumentType) -> bool {
        self.has_all("read", on)
    }

    /// Whether every document of the type may be the object of this action, with every field.
    pub(crate) fn has_all(&self, action: &str, on: &DocumentType) -> bool {
        let is_whole = |it: &Grant| it.rows == Rows::All && it.hidden.is_empty() && it.read_only.is_empty();
        self.rules(on).iter().any(|it| it.allows(action) && is_whole(it))
    }

    /// What each of the caller's roles says about documents of a type. They add up: what one of them
    /// allows is allowed, where and for the fields for which it does.
    pub(crate) fn rules(&self, on: &DocumentType) -> Vec<Grant> {
        let rules = self.grants(on).filter(|it| !it.actions.is_empty()).collect();
        self.with_what_follows(rules, on)
    }

    /// What one of the caller's roles says, cost hidden where none of them shows it.
    pub(crate) fn said_by(&self, role: &str, on: &DocumentType) -> Vec<Grant> {
        self.with_what_follows(self.rules_of(role, on), on)
    }

    fn with_what_follows(&self, mut rules: Vec<Grant>, on: &DocumentType) -> Vec<Grant> {
        if !self.can(Ability::SeeCost) {
            let costs: BTreeSet<String> =
                on.all_fields().filter(|(_, it)| it.cost).map(|(path, _)| path).collect();
            rules.iter_mut().for_each(|it| it.hidden.extend(costs.iter().cloned()));
        }
        for rule in &mut rules {
            rule.hidden.extend(self.unsummed.get(&on.name).into_iter().flatten().cloned());
            rule.hidden = on.with_what_follows(std::mem::take(&mut rule.hidden));
        }
        rules.dedup();
        rules
    }

    pub(crate) fn grants<'s>(&'s self, on: &'s DocumentType) -> impl Iterator<Item = Grant> + 's {
        self.roles.iter().flat_map(|role| self.rules_of(role, on))
    }

    fn rules_of(&self, role: &str, on: &DocumentType) -> Vec<Grant> {
        if role == "administrator" {
            return vec![Grant::everything()];
        }
        let said =
            self.custom.get(role).and_then(|it| it.grants.get(&on.name).or_else(|| it.grants.get("*")));
        match said {
            Some(said) if !said.adds() => said.grants(),
            Some(said) => said.grants().into_iter().chain([by_definition(role, on)]).collect(),
            None => vec![by_definition(role, on)],
        }
    }
}

/// What a type says about a role by itself.
fn by_definition(role: &str, on: &DocumentType) -> Grant {
    let holds = |roles: &[String]| roles.iter().any(|it| it == EVERYONE || it == role);
    let access = &on.access;
    let lists = [
        (Action::Read, &access.read),
        (Action::Create, &access.create),
        (Action::Edit, &access.edit),
        (Action::Delete, &access.delete),
    ];
    let actions = lists.into_iter().filter(|(_, roles)| holds(roles)).map(|(it, _)| it.name().to_owned());
    let steps = on.transitions.iter().filter(|it| holds(&it.roles)).map(|it| it.name.clone());
    Grant { actions: actions.chain(steps).collect(), ..Grant::default() }
}
