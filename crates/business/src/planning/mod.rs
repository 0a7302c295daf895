pub mod calendar_event;
pub mod level_override;
pub mod stock_policy;
