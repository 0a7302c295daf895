pub mod sales_order;
pub mod sales_return;
pub mod shipment;
