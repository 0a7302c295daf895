pub mod lost_sale;
pub mod sales_order;
pub mod sales_return;
pub mod shipment;
