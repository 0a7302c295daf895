pub mod lost_sale;
pub mod pick_list;
pub mod price_list;
pub mod pricing;
pub mod quotation;
pub mod sales_order;
pub mod sales_return;
pub mod shipment;
