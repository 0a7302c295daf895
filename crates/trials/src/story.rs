//! One company's story: batches of steps are asked for at once, and what came of them is compared with
//! the clerk's books. Steps of a batch may happen in any order: the events tell in which they did, and a
//! refusal must be right at some moment of it.

use crate::books;
use crate::company::{Company, Fault, Heard, Made};
use crate::model::Model;
use crate::step::*;
use crate::trouble;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

pub(crate) struct Story {
    pub(crate) company: Company,
    pub(crate) model: Model,
    /// What was answered first, by the step whose key it was asked with; and whether the request that
    /// took the key was an altered one.
    answers: BTreeMap<Nth, (Json, bool)>,
    /// Requests by the step that made them first, to know what a repeat says.
    acts: BTreeMap<Nth, Act>,
    last_event: i64,
    /// How often each act came to each outcome.
    pub(crate) outcomes: BTreeMap<(&'static str, String), u64>,
}

/// A step as it counts: a repeat is the request it repeats, at its own moment.
fn effective(step: &Step, acts: &BTreeMap<Nth, Act>) -> Option<Step> {
    match step.act {
        Act::Repeat { of, .. } => acts.get(&of).map(|act| Step { nth: of, now: step.now, act: act.clone() }),
        _ => Some(step.clone()),
    }
}

impl Story {
    pub(crate) fn new(postgres: Option<(&str, &str)>, by_place: bool) -> Result<Story, Fault> {
        let company = Company::new(postgres, by_place)?;
        let last_event = books::events(&company, 0)?.last().map_or(0, |it| it.seq);
        let model = Model { by_place, ..Model::default() };
        let (answers, acts) = (BTreeMap::new(), BTreeMap::new());
        Ok(Story { company, model, answers, acts, last_event, outcomes: BTreeMap::new() })
    }

    /// Asks, and compares. What is wrong is a fault of the program, or of the model.
    pub(crate) fn tell(&mut self, batch: &Batch) -> Result<(), Fault> {
        for step in batch.steps.iter().filter(|it| !matches!(it.act, Act::Repeat { .. } | Act::Sweep)) {
            self.acts.insert(step.nth, step.act.clone());
        }
        let heard = trouble::ask(&mut self.company, batch)?;
        let events = books::events(&self.company, self.last_event)?;
        self.last_event = events.last().map_or(self.last_event, |it| it.seq);
        let mut touched = BTreeSet::new();
        if let [Step { act: Act::Sweep, now, .. }] = batch.steps[..] {
            self.swept(now, &heard[0], &events, &mut touched)?;
        } else {
            self.settle(batch, &heard, &events, &mut touched)?;
        }
        books::compare(&self.company, &self.model, &touched)
    }

    fn swept(
        &mut self,
        now: i64,
        heard: &Heard,
        events: &[books::Event],
        touched: &mut BTreeSet<Nth>,
    ) -> Result<(), Fault> {
        let by_number: BTreeMap<&str, Nth> =
            self.company.made.iter().map(|(nth, it)| (it.number.as_str(), *nth)).collect();
        let ended: Vec<Nth> = events
            .iter()
            .filter(|it| it.at == now && it.state == "expired")
            .filter_map(|it| by_number.get(it.number.as_str()).copied())
            .collect();
        let due = self.model.due(now);
        if ended.iter().copied().collect::<BTreeSet<_>>() != due {
            return Err(format!("at {now} these should have expired: {due:?}, these did: {ended:?}"));
        }
        let Heard::Done { body, .. } = heard else { return Err(format!("a sweep said {heard:?}")) };
        if *body != ended.len() {
            return Err(format!("a sweep said that {body} papers moved on, {} did", ended.len()));
        }
        for nth in ended {
            self.model.expire(nth);
            touched.insert(nth);
        }
        *self
            .outcomes
            .entry(("sweep", if due.is_empty() { "nothing" } else { "ok" }.to_owned()))
            .or_default() += 1;
        Ok(())
    }

    fn settle(
        &mut self,
        batch: &Batch,
        heard: &[Heard],
        events: &[books::Event],
        touched: &mut BTreeSet<Nth>,
    ) -> Result<(), Fault> {
        let by_moment: BTreeMap<i64, usize> = (0..).zip(&batch.steps).map(|(at, it)| (it.now, at)).collect();
        let mut happened: Vec<usize> = Vec::new();
        for event in events {
            match by_moment.get(&event.at) {
                Some(at) if !happened.contains(at) => happened.push(*at),
                Some(_) => (),
                None => return Err(format!("nobody asked for what {} tells of {}", event.at, event.number)),
            }
        }
        let mut pending: Vec<usize> = (0..batch.steps.len()).filter(|it| !happened.contains(it)).collect();
        self.excuse(batch, heard, &mut pending);
        for at in happened {
            self.happen(&batch.steps[at], &heard[at], touched)?;
            self.excuse(batch, heard, &mut pending);
        }
        for at in pending {
            self.replayed(batch, &batch.steps[at], &heard[at])?;
        }
        for (step, heard) in batch.steps.iter().zip(heard) {
            let outcome = match heard {
                Heard::Done { replayed: true, .. } => "replayed".to_owned(),
                Heard::Done { .. } => "ok".to_owned(),
                Heard::Refused(code) => code.clone(),
                Heard::Broken(_) => "broken".to_owned(),
                Heard::Skipped => "skipped".to_owned(),
            };
            *self.outcomes.entry((name(&step.act), outcome)).or_default() += 1;
        }
        Ok(())
    }

    /// Takes out of `pending` what is rightly refused, or changes nothing, at this moment.
    fn excuse(&mut self, batch: &Batch, heard: &[Heard], pending: &mut Vec<usize>) {
        let is_lost = matches!(batch.trouble, Trouble::AnswersLost | Trouble::PowerCut(_));
        pending.retain(|&at| {
            let step = &batch.steps[at];
            let effective = effective(step, &self.acts);
            match (&heard[at], effective) {
                (Heard::Skipped, _) => false,
                (Heard::Refused(code), Some(step)) => self.model.refuses(&step) != Some(code.as_str()),
                // What changes nothing leaves nothing behind: after lost answers it is only remembered.
                (Heard::Done { body, replayed }, Some(step))
                    if self.model.ignores(&step)
                        && (!replayed || (is_lost && !self.answers.contains_key(&step.nth))) =>
                {
                    let altered = is_altered(&batch.steps[at]);
                    self.answers.entry(step.nth).or_insert_with(|| (body.clone(), altered));
                    false
                }
                _ => true,
            }
        });
    }

    /// A step that left something behind.
    fn happen(&mut self, step: &Step, heard: &Heard, touched: &mut BTreeSet<Nth>) -> Result<(), Fault> {
        let Heard::Done { body, .. } = heard else {
            return Err(format!("{step:?} was answered {heard:?}, and yet left something behind"));
        };
        let own = effective(step, &self.acts).ok_or_else(|| format!("{step:?} repeats nothing"))?;
        if self.answers.contains_key(&own.nth) {
            return Err(format!("{step:?} counted a second time"));
        }
        let of = match self.model.take(&own) {
            Ok(Some(of)) => of,
            Ok(None) => {
                self.answers.insert(own.nth, (body.clone(), is_altered(step)));
                return Ok(());
            }
            Err(no) => {
                return Err(format!("{step:?} should have been refused: {no}; it was answered {body}"));
            }
        };
        self.answers.insert(own.nth, (body.clone(), is_altered(step)));
        touched.insert(of);
        touched.extend(self.model.docs[&of].paper.source());
        if of == own.nth {
            let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
            let made = Made { document_type: text("type"), id: text("id"), number: text("number") };
            self.company.made.insert(of, made);
        }
        self.compare_answer(of, body).map_err(|it| format!("{step:?}: {it}"))
    }

    /// What was told is what the books say at that moment.
    fn compare_answer(&self, of: Nth, body: &Json) -> Result<(), Fault> {
        let doc = &self.model.docs[&of];
        let same = |what: &str, wanted: Json| match body[what] == wanted {
            true => Ok(()),
            false => Err(format!("{what} should be {wanted}, was told as {}", body[what])),
        };
        same("state", doc.state.into())?;
        same("version", doc.version.into())?;
        same("number", self.company.made[&of].number.as_str().into())?;
        let Paper::Order(order) = &doc.paper else { return Ok(()) };
        let claims = self.model.claims_of(of);
        for (line, told) in order.lines.iter().zip(body["progress"]["lines"].as_array().into_iter().flatten())
        {
            let reserved = claims.get(&line.number).map_or(0, |it| it.reserved);
            let done = doc.done.get(&line.number).copied().unwrap_or(0);
            for (what, wanted) in [("reserved", reserved), ("done", done), ("wanted", line.quantity)] {
                if told[what].as_str() != Some(wanted.to_string().as_str()) {
                    let number = line.number;
                    return Err(format!(
                        "line {number}: {what} should be {wanted}, was told as {}",
                        told[what]
                    ));
                }
            }
        }
        Ok(())
    }

    /// What is left: repeats that were told what the first was told, keys that were misused, and what
    /// failed because something was made to fail.
    fn replayed(&self, batch: &Batch, step: &Step, heard: &Heard) -> Result<(), Fault> {
        let of = match step.act {
            Act::Repeat { of, .. } => of,
            _ => step.nth,
        };
        let is_same = |taken: &bool| *taken == is_altered(step);
        match (heard, self.answers.get(&of)) {
            (Heard::Done { body, replayed: true }, Some((first, taken)))
                if body == first && is_same(taken) =>
            {
                Ok(())
            }
            (Heard::Done { replayed: true, .. }, Some((first, _))) => {
                Err(format!("{step:?}: should be told again {first}, was {heard:?}"))
            }
            (Heard::Refused(code), Some((_, taken))) if code == "key_reused" && !is_same(taken) => Ok(()),
            (Heard::Broken(_), _) if matches!(batch.trouble, Trouble::FailingTable(_)) => Ok(()),
            _ => {
                let should = effective(step, &self.acts).map(|it| self.model.refuses(&it));
                Err(format!("{step:?} was answered {heard:?}; at the end it should be refused: {should:?}"))
            }
        }
    }

    /// Everything recomputed, by the program itself too.
    pub(crate) fn verify(&self) -> Result<(), Fault> {
        let all: BTreeSet<Nth> = self.model.docs.keys().copied().collect();
        books::compare(&self.company, &self.model, &all)?;
        books::compare_counts(&self.company, &self.model)?;
        let found = self.company.app().verify().map_err(|it| format!("{it:?}"))?;
        match found.first() {
            None => Ok(()),
            Some(first) => Err(format!("verify: {first} ({} differences)", found.len())),
        }
    }
}

fn is_altered(step: &Step) -> bool {
    matches!(step.act, Act::Repeat { altered: true, .. })
}

fn name(act: &Act) -> &'static str {
    match act {
        Act::Make { paper, .. } => paper.document_type(),
        Act::PushDown { .. } => "push down",
        Act::Move { transition, .. } => transition,
        Act::Amend { .. } => "amend",
        Act::Repeat { altered: false, .. } => "repeat",
        Act::Repeat { .. } => "repeat altered",
        Act::Reallocate { .. } => "reallocate",
        Act::Sweep => "sweep",
    }
}
