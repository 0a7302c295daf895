//! Who acts, when, and under which definitions: the same for everything one request does.

use crate::caller::Caller;
use crate::company::Company;
use crate::definitions::Definitions;
use documents::{DocumentType, Numbering};
use std::sync::Arc;
use values::{Day, Instant};

/// Made by the door that let the caller in. Use cases read no clock of their own.
#[derive(Clone, Debug)]
pub struct Turn {
    pub caller: Caller,
    pub definitions: Arc<Definitions>,
    pub company: Arc<Company>,
    pub now: Instant,
    pub today: Day,
    /// Checks that only warn do not stop what is done.
    pub accept_warnings: bool,
}

impl Turn {
    /// The same, done by somebody else.
    pub(crate) fn by(&self, caller: Caller) -> Turn {
        Turn { caller: caller.among(&self.definitions), ..self.clone() }
    }

    /// As the company wants it, else as the type says.
    pub(crate) fn numbering(&self, definition: &DocumentType) -> Numbering {
        self.company.numbering.get(&definition.name).unwrap_or(&definition.number).clone()
    }

    pub(crate) fn context(&self) -> documents::Context {
        documents::Context {
            zone_seconds: self.company.offset_seconds(self.now),
            ..documents::Context::new(self.today, self.now, self.caller.user)
        }
    }
}
