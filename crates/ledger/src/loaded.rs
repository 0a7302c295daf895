//! A value as it was loaded and as it is now.

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Loaded<T> {
    pub(crate) before: T,
    pub(crate) now: T,
}

impl<T: Clone + PartialEq + std::fmt::Debug> Loaded<T> {
    pub(crate) fn new(value: T) -> Loaded<T> {
        Loaded { before: value.clone(), now: value }
    }

    pub(crate) fn is_changed(&self) -> bool {
        self.before != self.now
    }

    /// Loading the same again is harmless; loading something else would lose a change.
    pub(crate) fn assert_same(&self, again: &T) {
        assert!(self.before == *again, "loaded as {:?} and again as {again:?}", self.before);
    }
}
