//! What an administrator shapes: roles, fields, document types, numbering, the company.

mod allocation;
mod company;
mod document_types;
mod numbering;
mod roles;

pub use allocation::PolicyForm;
pub use document_types::TypeForm;
pub use roles::RoleForm;

pub(crate) use allocation::load_allocation;
pub(crate) use roles::load_roles;
