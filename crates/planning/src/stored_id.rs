//! Ids inside stored plans are plain integers (`#[serde(with = "stored_id")]`).

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use values::DocumentId;

pub(crate) fn serialize<T, S>(id: &T, to: S) -> Result<S::Ok, S::Error>
where
    T: Copy + Into<DocumentId>,
    S: Serializer,
{
    let document: DocumentId = (*id).into();
    document.0.serialize(to)
}

pub(crate) fn deserialize<'de, T, D>(from: D) -> Result<T, D::Error>
where
    T: From<DocumentId>,
    D: Deserializer<'de>,
{
    i64::deserialize(from).map(|it| T::from(DocumentId(it)))
}

pub(crate) mod optional {
    use super::{Deserialize, Deserializer, DocumentId, Serialize, Serializer};

    pub(crate) fn serialize<T, S>(id: &Option<T>, to: S) -> Result<S::Ok, S::Error>
    where
        T: Copy + Into<DocumentId>,
        S: Serializer,
    {
        id.map(|it| it.into().0).serialize(to)
    }

    pub(crate) fn deserialize<'de, T, D>(from: D) -> Result<Option<T>, D::Error>
    where
        T: From<DocumentId>,
        D: Deserializer<'de>,
    {
        Option::<i64>::deserialize(from).map(|it| it.map(|it| T::from(DocumentId(it))))
    }
}

pub(crate) mod claim {
    use super::{Deserialize, Deserializer, DocumentId, Serialize, Serializer};
    use values::{ClaimId, LineNo};

    #[derive(serde::Serialize, serde::Deserialize)]
    struct Stored {
        document: i64,
        line: LineNo,
    }

    pub(crate) fn serialize<S: Serializer>(id: &ClaimId, to: S) -> Result<S::Ok, S::Error> {
        Stored { document: id.document.0, line: id.line }.serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<ClaimId, D::Error> {
        let stored = Stored::deserialize(from)?;
        Ok(ClaimId { document: DocumentId(stored.document), line: stored.line })
    }
}
