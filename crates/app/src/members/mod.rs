//! Members: who can log in, how they prove it, and the keys their programs use.

mod api_keys;
mod deputies;
mod hand_over;
mod known_keys;
mod password;
mod second_factor;
mod session;
mod setup;
mod users;

pub use deputies::DeputyForm;
pub use hand_over::HandOverForm;
pub use password::random_password;
pub use session::Shown;
pub use setup::Setup;
pub use users::{MemberChange, NewMember};

pub(crate) use known_keys::KnownKeys;
pub(crate) use password::hash;
pub(crate) use users::{add_member, require_without_members};
