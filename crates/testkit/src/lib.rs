//! Help for tests: a company of one's own on either engine, its server, and clients that talk to it
//! over HTTP as everybody does. Never ships.

mod answer;
mod client;
mod company;
mod engine;
mod events;
mod eventually;
mod node;
mod one_time_code;
pub mod schema;
mod server;

pub use crate::answer::Answer;
pub use crate::client::Client;
pub use crate::company::tea_company;
pub use crate::engine::Engine;
pub use crate::events::{Event, Events};
pub use crate::eventually::eventually;
pub use crate::node::Node;
pub use crate::one_time_code::one_time_code;
pub use crate::server::{PASSWORD, TestServer};

/// Makes of each function `fn(&TestServer)` two tests, each in a new company: one on SQLite, one on
/// PostgreSQL.
#[macro_export]
macro_rules! on_both_engines {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            #[test]
            fn on_sqlite() {
                super::$story(&$crate::TestServer::start($crate::Engine::Sqlite));
            }

            #[test]
            fn on_postgres() {
                super::$story(&$crate::TestServer::start($crate::Engine::Postgres));
            }
        }
    )+};
}
