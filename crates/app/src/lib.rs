//! Use cases: what people and programs ask for, one command a file.
//!
//! **Invariant:** the only crate that decides when something is committed, and the only one below
//! the binary that reads a clock.
//! **Invariant:** every use case takes a [`Turn`] and asks its [`Caller`] before it reads or writes.

mod allocation;
mod app;
mod audit;
mod background;
mod backups;
mod caller;
mod catalog;
mod company;
mod definitions;
mod demo;
mod directory;
mod doctor;
mod duty;
mod exports;
mod failure;
mod file;
mod files;
mod following;
mod gate;
mod grants;
mod imports;
mod keeping;
mod members;
mod meters;
mod once;
mod papers;
mod planning;

mod purchasing;
mod refusals;
mod reminders;
mod reports;
mod sales;
mod search_text;
mod settings;
mod stock;
mod sweep;
#[cfg(test)]
mod tests;
mod turn;
mod working_days;

pub use crate::allocation::ReallocateRequest;
pub use crate::app::{App, Options, ServerEvent};
pub use crate::audit::AuditRequest;
pub use crate::backups::{BackupPlan, LastBackup};
pub use crate::caller::{Ability, Action, Caller, Deputy, Language, Origin};
pub use crate::company::Company;
pub use crate::definitions::Definitions;
pub use crate::demo::DemoSize;
pub use crate::doctor::{Check, Status, examine};
pub use crate::failure::{Failure, Kind, Refused};
pub use crate::file::File;
pub use crate::files::{FileRules, OpenFile, Uploaded};
pub use crate::following::Listening;
pub use crate::grants::{CustomRole, Grant, Granted, Rows};
pub use crate::imports::{ImportOptions, LocalImport, Mode, SALES_HISTORY};
pub use crate::members::{DeputyForm, HandOverForm, MemberChange, NewMember, Setup, Shown, random_password};
pub use crate::meters::{Backups, Counters, Meters, Pulse};
pub use crate::once::{Answer, Key};
pub use crate::papers::{
    BATCH_MAX, BULK_MAX, Batch, ListRequest, NewComment, NewPaper, NoticeRequest, PAGE_MAX, ReadNotices,
    SumsRequest, UsesRequest, ViewForm,
};
pub use crate::planning::{
    AcceptRequest, BacktestRequest, ClassRequest, OrderRequest, Override, PlanRequest, Proposed,
    ShortageRequest, WhatIfRequest,
};
pub use crate::purchasing::{Award, AwardRequest, SupplyGapRequest};
pub use crate::reports::{LedgerRequest, ReportRequest};
pub use crate::sales::{PriceLine, PriceRequest, WaveRequest};
pub use crate::settings::{PolicyForm, RoleForm, Security, TypeForm};
pub use crate::stock::{
    AgeRequest, AvailabilityRequest, ExpiryRequest, PastStockRequest, PickRequest, SourcingRequest,
    StockRequest, UnusualRequest,
};
pub use crate::turn::Turn;
pub use storage::events::Position;
pub use storage::verify::{Difference, Progress};
pub use storage::{Buckets, Counts, Histogram, Location, MICROS};
