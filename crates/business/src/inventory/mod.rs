pub mod adjustment;
pub mod channel_stock;
pub mod opening_stock;
pub mod stock_count;
pub mod stock_hold;
pub mod transfer;
pub mod warehouse;
