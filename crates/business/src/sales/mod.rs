pub mod sales_order;
pub mod shipment;
