//! The only seam between metadata and Rust: first say what you need; then, given it, decide.

use crate::{Effect, Needs, Refusal, World};
use documents::{DocumentType, Record};
use serde_json::Value as Json;
use values::{DocumentId, WarehouseId};

/// A document about to make a transition: who it is and what is written on it.
#[derive(Clone, Copy, Debug)]
pub struct Paper<'a> {
    pub id: DocumentId,
    pub record: &'a Record,
    pub state: &'a str,
}

/// A built-in document type and its consequences.
pub trait Behaviour: Sync {
    fn definition(&self) -> &DocumentType;

    /// Documents whose paper and state `needs` and `post` read. The caller locks them first.
    fn sources(&self, record: &Record) -> Vec<DocumentId>;

    /// What `post` will read or change. The caller loads and locks exactly this, in key order.
    fn needs(&self, paper: Paper<'_>, transition: &str, world: &World) -> Needs;

    /// Decides, changing the ledger of `world` and naming every other fact that follows.
    fn post(&self, paper: Paper<'_>, transition: &str, world: &mut World) -> Result<Vec<Effect>, Refusal>;

    /// What [`Behaviour::amend`] will read or change.
    fn amend_needs(&self, _before: Paper<'_>, _after: &Record, _world: &World) -> Needs {
        Needs::default()
    }

    /// Decides what follows when a document that has taken effect is changed to say `after`. A type
    /// that knows nothing of it refuses.
    fn amend(&self, _: Paper<'_>, _after: &Record, _: &mut World) -> Result<Vec<Effect>, Refusal> {
        Err(Refusal::NotAmendable)
    }

    /// The fields of a next document of type `to`, with the quantities left over. `number` is what
    /// people call the source; `world` knows what of it was fulfilled and its open claims.
    fn push_down(&self, _: Paper<'_>, _number: &str, _to: &str, _: &World) -> Option<Draft> {
        None
    }
}

/// A next document. Links in it are ids.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub fields: Json,
    /// Other warehouses of which something is left for another such document.
    pub elsewhere: Vec<WarehouseId>,
}

/// Binds a folder's `definition.toml`, its generated view and its posting together.
///
/// `posting` provides `sources(&View)`, `needs(id, &View, Transition, &World)`,
/// `post(id, &View, Transition, &mut World)`; named after the view are `push_down`, and `amend`
/// with its `amend_needs`, where there are such.
macro_rules! built_in {
    ($view:ident $(, $more:ident)*) => {
        pub struct BuiltIn;

        impl $crate::Behaviour for BuiltIn {
            fn definition(&self) -> &documents::DocumentType {
                static DEFINITION: std::sync::LazyLock<documents::DocumentType> =
                    std::sync::LazyLock::new(|| $crate::behaviour::read_definition(include_str!("definition.toml")));
                &DEFINITION
            }
            fn sources(&self, record: &documents::Record) -> Vec<values::DocumentId> {
                posting::sources(&$view::from_record(record))
            }
            fn needs(&self, paper: $crate::Paper<'_>, transition: &str, world: &$crate::World) -> $crate::Needs {
                let transition = Transition::from_name(transition).expect("checked against the definition");
                posting::needs(paper.id, &$view::from_record(paper.record), transition, world)
            }
            fn post(
                &self,
                paper: $crate::Paper<'_>,
                transition: &str,
                world: &mut $crate::World,
            ) -> Result<Vec<$crate::Effect>, $crate::Refusal> {
                let transition = Transition::from_name(transition).expect("checked against the definition");
                posting::post(paper.id, &$view::from_record(paper.record), transition, world)
            }
            $($crate::behaviour::built_in!(@$more $view);)*
        }
    };
    (@push_down $view:ident) => {
        fn push_down(
            &self,
            paper: $crate::Paper<'_>,
            number: &str,
            to: &str,
            world: &$crate::World,
        ) -> Option<$crate::Draft> {
            posting::push_down(paper.id, &$view::from_record(paper.record), number, to, world)
        }
    };
    (@amend $view:ident) => {
        fn amend_needs(
            &self,
            before: $crate::Paper<'_>,
            after: &documents::Record,
            world: &$crate::World,
        ) -> $crate::Needs {
            let (id, before) = (before.id, $view::from_record(before.record));
            posting::amend_needs(id, &before, &$view::from_record(after), world)
        }
        fn amend(
            &self,
            before: $crate::Paper<'_>,
            after: &documents::Record,
            world: &mut $crate::World,
        ) -> Result<Vec<$crate::Effect>, $crate::Refusal> {
            let (id, before) = (before.id, $view::from_record(before.record));
            posting::amend(id, &before, &$view::from_record(after), world)
        }
    };
}

/// A master record: it has states, but its transitions move nothing.
macro_rules! master {
    ($view:ident) => {
        mod posting {
            use super::$view;
            use values::DocumentId;
            use $crate::{Effect, Needs, Refusal, World};

            pub(super) fn sources(_: &$view) -> Vec<DocumentId> {
                Vec::new()
            }
            pub(super) fn needs(_: DocumentId, _: &$view, _: super::Transition, _: &World) -> Needs {
                Needs::default()
            }
            pub(super) fn post(
                _: DocumentId,
                _: &$view,
                _: super::Transition,
                _: &mut World,
            ) -> Result<Vec<Effect>, Refusal> {
                Ok(Vec::new())
            }
        }
        $crate::behaviour::built_in!($view);
    };
}

pub(crate) use {built_in, master};

pub(crate) fn read_definition(toml: &str) -> DocumentType {
    let mut definition = DocumentType::from_toml(toml).expect("built-in definitions are tested");
    definition.built_in = true;
    definition
}
