//! Who sets a learning rate.

use super::conflict::Conflict;
use crate::config::run::Run;
use crate::strategies::Schedule;

/// A schedule and a balance rule that both move a learning rate would hide what either does.
/// Warming up is over soon.
pub(super) fn one_owner_of_the_rate(run: &Run) -> Option<Conflict> {
    let own = run.balance.declared().owned_schedules();
    let (key, schedule) = schedules(run)
        .into_iter()
        .find(|(key, schedule)| own.contains(key) && !matches!(schedule, Schedule::Constant(_)))?;
    let (name, balance) = (schedule.name(), run.balance.name());
    Conflict::new(
        key,
        format!(
            "`{key}: {name}` and `balance: {balance}` both change the same learning rate; `{key}: constant` leaves it \
             to the rule"
        ),
    )
}

pub(super) fn warm_up_within_run(run: &Run) -> Option<Conflict> {
    let (key, schedule) = schedules(run)
        .into_iter()
        .find(|(_, schedule)| schedule.warm_up() >= run.steps)?;
    let (warm_up, steps) = (schedule.warm_up(), run.steps);
    Conflict::new(
        key,
        format!("`{key}` warms up for {warm_up} steps, but `steps` is {steps}"),
    )
}

pub(super) fn warm_up_while_it_moves(run: &Run) -> Option<Conflict> {
    let (warm_up, alone) = (run.schedule_g.warm_up(), run.warm_up_d);
    if warm_up == 0 || warm_up > alone {
        return None;
    }
    let message = format!(
        "`schedule_g` warms up for {warm_up} steps, and G first moves after {alone}, as `warm_up_d: {alone}` asks for"
    );
    Conflict::new("schedule_g", message)
}

fn schedules(run: &Run) -> [(&'static str, &Schedule); 2] {
    [
        ("schedule_g", &run.schedule_g),
        ("schedule_d", &run.schedule_d),
    ]
}
