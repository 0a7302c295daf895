pub mod adjustment;
pub mod assembly;
pub mod bin;
pub mod bin_move;
pub mod channel_stock;
pub mod conversion;
pub mod count_plan;
pub mod count_task;
pub mod disassembly;
pub mod loan;
pub mod loan_return;
pub mod opening_stock;
pub mod stock_count;
pub mod stock_hold;
pub mod transfer;
pub mod transfer_request;
pub mod warehouse;

mod materials;
