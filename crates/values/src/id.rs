//! Identifiers. Inside, everything is a document with a small, growing integer; the outside sees
//! UUIDs and numbers, which only storage maps.

use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl From<$name> for DocumentId {
            fn from(it: $name) -> DocumentId { DocumentId(it.0) }
        }
        impl From<DocumentId> for $name {
            fn from(it: DocumentId) -> $name { $name(it.0) }
        }
    )*};
}

/// Any document: an order, an item, a customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub i64);

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

ids! {
    /// 商品
    ItemId
    /// 仓库
    WarehouseId
    /// 客户
    CustomerId
    /// 供应商
    SupplierId
    /// 渠道
    ChannelId
}

/// A member: somebody who can log in. Not a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub i64);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number of a line inside its document. Given once, never reused, so facts can point at it.
pub type LineNo = u32;

/// One line of one order: what stock is promised to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimId {
    pub document: DocumentId,
    pub line: LineNo,
}

impl fmt::Display for ClaimId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.document, self.line)
    }
}
