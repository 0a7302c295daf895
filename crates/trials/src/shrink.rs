//! A story that fails, made short: steps are left out as long as it still fails.

use crate::company::Fault;
use crate::step::{Batch, Trouble};
use crate::story::Story;

/// So many steps are told again at most.
const STEPS_MAX: usize = 150_000;

pub(crate) struct Shrunk {
    pub(crate) batches: Vec<Batch>,
    pub(crate) fault: Fault,
}

/// Tells it in a new company; what is wrong, and after how many batches.
pub(crate) fn tell(
    batches: &[Batch],
    open: &mut dyn FnMut() -> Result<Story, Fault>,
) -> Result<Option<(usize, Fault)>, Fault> {
    let mut story = open()?;
    for (at, batch) in batches.iter().enumerate() {
        if let Err(fault) = story.tell(batch) {
            return Ok(Some((at + 1, fault)));
        }
    }
    Ok(story.verify().err().map(|fault| (batches.len(), fault)))
}

/// Which kind of fault it is: one is not to be taken for another while shrinking.
fn kind(fault: &str) -> String {
    let words = fault.split(|it: char| !it.is_ascii_alphabetic()).filter(|it| it.len() > 3);
    words
        .filter(|it| {
            ["should", "verify", "refused", "reserved", "value", "behind", "panicked", "state"].contains(it)
        })
        .collect()
}

pub(crate) fn shrink(
    mut batches: Vec<Batch>,
    mut fault: Fault,
    open: &mut dyn FnMut() -> Result<Story, Fault>,
) -> Shrunk {
    let wanted = kind(&fault);
    let mut told = 0;
    let mut attempt = |candidate: &[Batch]| -> Option<(usize, Fault)> {
        told += candidate.iter().map(|it| it.steps.len()).sum::<usize>();
        if told > STEPS_MAX || candidate.is_empty() {
            return None;
        }
        tell(candidate, open).ok().flatten().filter(|(_, fault)| kind(fault) == wanted)
    };
    let mut size = batches.len().div_ceil(2);
    while size > 0 {
        let mut from = 0;
        while from < batches.len() {
            let mut fewer = batches.clone();
            fewer.drain(from..(from + size).min(batches.len()));
            match attempt(&fewer) {
                Some((failed_at, found)) => {
                    fewer.truncate(failed_at);
                    (batches, fault) = (fewer, found);
                }
                None => from += size,
            }
        }
        size /= 2;
    }
    for at in (0..batches.len()).rev() {
        let mut calm = batches.clone();
        calm[at].trouble = Trouble::None;
        if batches[at].trouble != Trouble::None
            && let Some((_, found)) = attempt(&calm)
        {
            (batches, fault) = (calm, found);
        }
        for nth in (0..batches[at].steps.len()).rev() {
            let mut fewer = batches.clone();
            fewer[at].steps.remove(nth);
            if fewer[at].steps.is_empty() {
                continue;
            }
            if let Some((_, found)) = attempt(&fewer) {
                (batches, fault) = (fewer, found);
            }
        }
    }
    Shrunk { batches, fault }
}
