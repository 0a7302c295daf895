pub mod bill_of_materials;
pub mod item;
pub mod item_family;
