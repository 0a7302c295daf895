//! The reports people open every day: facts, grouped by anything they are about, and added up.
//!
//! A report is a small description in `catalog.rs`: which facts, and how it begins. What facts can be
//! grouped by is in `axis.rs`, what is counted in `measure.rs`; `facts.rs` reads them, `group.rs` adds
//! them up, and `table.rs` puts the groups in order. What stands behind a figure is the same report once
//! more, of that figure only and by document.
//!
//! **Invariant:** nothing of a request becomes SQL: it names axes and measures, which are looked up here.
//! **Invariant:** a report counts only what its reader may see, and tells what things cost only to those
//! who may know.

mod axis;
mod by_id;
mod catalog;
mod facts;
mod group;
mod measure;
mod names;
mod report;
mod request;
mod stock_ledger;
mod table;

use crate::failure::{Failure, Kind, Refused};

pub use request::ReportRequest;
pub use stock_ledger::LedgerRequest;

/// How goods between two warehouses are named where a warehouse is.
const TRANSIT: &str = "transit";
/// The same for what somebody borrowed.
const LOAN: &str = "loan";

fn too_many_groups(most: usize) -> Failure {
    Refused::new(
        Kind::TooLarge,
        "too_many_groups",
        &format!("分组超过 {most} 个"),
        &format!("There are more than {most} groups"),
    )
    .instead("请缩短期间, 或少选一个分组", "Shorten the period, or group by less")
    .into()
}

fn too_many_columns(most: usize) -> Failure {
    Refused::new(
        Kind::TooLarge,
        "too_many_columns",
        &format!("横向的列超过 {most} 个"),
        &format!("There are more than {most} columns"),
    )
    .instead("请把它放到行上, 或缩短期间", "Put it on the rows, or shorten the period")
    .into()
}
