pub mod purchase_order;
pub mod receipt;
pub mod supply;
