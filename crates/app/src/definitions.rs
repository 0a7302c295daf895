//! Every document type of the company: built-in ones with the company's overlay, and its own.

use crate::company::Company;
use crate::failure::{Failure, Refused};
use business::BUILT_IN;
use documents::{Choice, ChoicesOf, DocumentType, Field, Overlay};
use std::collections::BTreeMap;
use std::sync::Arc;
use storage::Tx;

/// One version of all definitions. Replaced as a whole when one changes.
#[derive(Clone, Debug, Default)]
pub struct Definitions {
    types: BTreeMap<String, Arc<DocumentType>>,
    overlays: BTreeMap<String, (u32, Overlay)>,
    /// In the order people meet them.
    order: Vec<String>,
}

impl Definitions {
    /// Reads what the company made on top of the built-in types. A stored definition that does not
    /// read any more (made by a later version) is an error, never silently dropped.
    pub(crate) fn load(tx: &mut dyn Tx) -> Result<Definitions, storage::Error> {
        let mut it = Definitions::default();
        let company = Company::load(tx)?;
        let corrupt = |name: &str, problems: Vec<documents::Problem>| {
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            storage::Error::Corrupt(format!("definition of {name}: {}", told.join("; ")))
        };
        for stored in storage::definitions::latest(tx, "overlay")? {
            let overlay = Overlay::from_json(&stored.body).map_err(|err| corrupt(&stored.name, err))?;
            it.overlays.insert(stored.name, (stored.version, overlay));
        }
        for behaviour in BUILT_IN {
            let base = behaviour.definition().clone().worded_in(&company.language);
            let whole = match it.overlays.get(&base.name) {
                Some((version, overlay)) => {
                    let mut whole = base.extended_by(overlay).map_err(|err| corrupt(&base.name, err))?;
                    whole.version = base.version + version;
                    whole
                }
                None => base,
            };
            it.add(whole);
        }
        for stored in storage::definitions::latest(tx, "type")? {
            let own = DocumentType::from_json(&stored.body).map_err(|err| corrupt(&stored.name, err))?;
            it.add(own);
        }
        it.make_choices();
        Ok(it)
    }

    /// Fields whose choices are the types there are.
    fn make_choices(&mut self) {
        let choice =
            |it: &Arc<DocumentType>| Choice { value: it.name.clone(), label: it.label.clone(), colour: None };
        let choices: Vec<Choice> = self.iter().map(choice).collect();
        let is_one = |field: &Field| field.choices_of == Some(ChoicesOf::DocumentTypes);
        for it in self.types.values_mut() {
            // Nobody else has it yet, so that nothing is copied.
            for field in &mut Arc::make_mut(it).fields {
                for it in field.columns.iter_mut().filter(|it| is_one(it)) {
                    it.choices.clone_from(&choices);
                }
                if is_one(field) {
                    field.choices.clone_from(&choices);
                }
            }
        }
    }

    fn add(&mut self, it: DocumentType) {
        self.order.push(it.name.clone());
        self.types.insert(it.name.clone(), Arc::new(it));
    }

    pub fn get(&self, name: &str) -> Option<&Arc<DocumentType>> {
        self.types.get(name)
    }

    pub fn require(&self, name: &str) -> Result<&Arc<DocumentType>, Failure> {
        let unknown = || Refused::not_found(&format!("单据类型 {name}"), &format!("document type {name}"));
        self.get(name).ok_or_else(|| unknown().into())
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<DocumentType>> {
        self.order.iter().filter_map(|name| self.types.get(name))
    }

    pub fn overlay(&self, name: &str) -> Overlay {
        self.overlays.get(name).map(|(_, it)| it.clone()).unwrap_or_default()
    }
}

/// Whether a type ships with the program.
pub(crate) fn is_built_in(name: &str) -> bool {
    business::behaviour(name).is_some()
}
