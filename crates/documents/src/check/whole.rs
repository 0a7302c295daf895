//! What is asked of a definition beside all others.

use super::problems;
use crate::definition::{BUILT_IN_ROLES, EVERYONE, SYSTEM};
use crate::{Context, DocumentType, Problem, lookups, rollup};
use values::{Day, Instant, UserId};

/// What the generic tests ask of every definition, given all of them: links resolve, states are
/// reachable, labels are in both languages, roles exist, values survive the round trip. Empty when
/// all is well.
pub fn check_definition(it: &DocumentType, all: &[DocumentType]) -> Vec<String> {
    let mut complaints: Vec<String> = problems(it).iter().map(ToString::to_string).collect();
    let known = |name: &str| name == "member" || all.iter().any(|it| it.name == name);
    for (path, field) in it.all_fields() {
        if let Some(target) = field.kind.target()
            && !known(target)
        {
            complaints.push(format!("{path}: links to `{target}`, which is not a document type"));
        }
    }
    complaints.extend(rollup::problems(it, all).iter().map(ToString::to_string));
    complaints.extend(lookups::problems(it, all).iter().map(ToString::to_string));
    for push in it.push_down.iter().filter(|push| !known(&push.to)) {
        complaints.push(format!("push_down: `{}` is not a document type", push.to));
    }
    complaints.extend(
        labels(it)
            .filter(|(_, label)| label.zh.is_empty() || label.en.is_empty())
            .map(|(path, _)| format!("{path}: needs a label in zh and en")),
    );
    let is_role = |it: &str| BUILT_IN_ROLES.contains(&it) || it == EVERYONE || it == SYSTEM;
    for role in roles(it).filter(|it| !is_role(it)) {
        complaints.push(Problem::new("roles", "unknown_role").with("role", role).to_string());
    }
    complaints.extend(round_trip(it).err());
    complaints
}

fn labels(it: &DocumentType) -> impl Iterator<Item = (String, &crate::Label)> {
    let fields = it.all_fields().map(|(path, field)| (path, &field.label));
    let helps = it.all_fields().filter_map(|(path, it)| Some((format!("{path}.help"), it.help.as_ref()?)));
    let states = it.states.iter().map(|it| (format!("state {}", it.name), &it.label));
    let transitions = it.transitions.iter().map(|it| (format!("transition {}", it.name), &it.label));
    let checks = it.checks.iter().map(|it| (format!("check {}", it.expression), &it.message));
    let reminders = it.reminders.iter().map(|it| (format!("reminder {}", it.name), &it.label));
    let choices = it.all_fields().flat_map(|(path, field)| {
        field.choices.iter().map(move |it| (format!("{path} = {}", it.value), &it.label))
    });
    std::iter::once(("label".to_owned(), &it.label))
        .chain(fields)
        .chain(helps)
        .chain(states)
        .chain(transitions)
        .chain(checks)
        .chain(reminders)
        .chain(choices)
}

fn roles(it: &DocumentType) -> impl Iterator<Item = &str> {
    let access = [&it.access.read, &it.access.create, &it.access.edit, &it.access.delete];
    let transitions = it.transitions.iter().map(|it| &it.roles);
    access.into_iter().chain(transitions).flatten().map(String::as_str)
}

/// A sample of every field is stored and read back, shown and submitted again.
fn round_trip(it: &DocumentType) -> Result<(), String> {
    let (sample, links) = crate::sample::record(it);
    let back = it.from_stored(&it.to_stored(&sample))?;
    if back != sample {
        return Err(format!("stored and read back: {sample:?} became {back:?}"));
    }
    let number_of = |id| links.number_of(id).unwrap_or_default().to_owned();
    let public = it.to_public(&sample, &number_of, &|id: UserId| format!("U{id}"));
    let context = Context::new(Day::from_number(20_000), Instant::from_micros(0), UserId(1));
    let mut fields = public.clone();
    for (name, field) in it.fields.iter().map(|it| (&it.name, it)) {
        if field.read_only
            && let Some(fields) = fields.as_object_mut()
        {
            fields.remove(name);
        }
    }
    // The sample knows nothing of the rules between its fields.
    let rules = ["check_failed", "read_only", "required", "not_among_choices"];
    let own_checks = |it: &Problem| !rules.contains(&it.code);
    match it.parse(&fields, &links, None, &context) {
        Ok(_) => Ok(()),
        Err(problems) => match problems.iter().find(|it| own_checks(it)) {
            Some(problem) => Err(format!("shown and submitted again: {problem}")),
            None => Ok(()),
        },
    }
}
