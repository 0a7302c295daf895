pub mod carrier;
pub mod channel;
pub mod customer;
pub mod department;
pub mod procedure;
pub mod supplier;
