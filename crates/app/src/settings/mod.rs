//! What an administrator shapes: roles, fields, document types, numbering, the company.

mod company;
mod document_types;
mod numbering;
mod roles;

pub use document_types::TypeForm;
pub use roles::RoleForm;

pub(crate) use roles::load_roles;
