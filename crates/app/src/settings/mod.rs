//! What an administrator shapes: roles, fields, document types, numbering, the company.

mod access_of;
mod allocation;
mod company;
mod document_types;
mod numbering;
mod roles;
mod security;

pub use allocation::PolicyForm;
pub use document_types::TypeForm;
pub use roles::RoleForm;
pub use security::Security;

pub(crate) use allocation::load_allocation;
pub(crate) use roles::load_roles;
