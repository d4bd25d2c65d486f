//! One look at the tables of every run, on all cores; never more than one run's tables a core are
//! in memory.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::drawings::drawing_error;
use super::gather::RunOnDisk;
use super::page::Overview;
use crate::data::known_modes;
use crate::plot::RunTables;
use crate::record::{self, RecordError, StoredTables};
use crate::statistics::LossCurves;

/// What is kept of a run's tables.
#[derive(Debug, Default)]
pub struct Seen {
    pub losses: LossCurves,
    pub overview: Option<Overview>,
    /// A small PNG of its last samples.
    pub thumbnail: Option<Vec<u8>>,
}

/// Looks at every complete run, in the order of the runs. One whose tables turn out to be damaged
/// is marked so, and does not hide the others.
pub fn look(runs: &mut [RunOnDisk], threads: usize) -> Vec<Seen> {
    let looks = in_order(runs, threads, |run| {
        run.diagnosis.is_some().then(|| look_at(run))
    });
    let marked = runs.iter_mut().zip(looks).map(|(run, look)| match look {
        None => Seen::default(),
        Some(Ok((seen, problem))) => {
            run.problem = problem.map(|error| error.to_string());
            seen
        }
        Some(Err(error)) => {
            run.mark_damaged(&error);
            Seen::default()
        }
    });
    marked.collect()
}

/// A complete run; without pictures of its samples, and why, where these cannot be read or drawn.
fn look_at(run: &RunOnDisk) -> Result<(Seen, Option<RecordError>), RecordError> {
    let file = run.file.as_ref().expect("a complete run has a file");
    let mut tables = record::read_tables(&run.paths, &file.digest);
    // Without its steps or evaluations a run is damaged; without its samples it is only less to
    // look at.
    if tables.steps.is_err() || tables.evals.is_err() {
        return Err(tables
            .into_damages()
            .next()
            .expect("one of them is damaged"));
    }
    let losses = LossCurves::new(tables.steps.as_deref().unwrap_or_default());
    let mut seen = Seen {
        losses,
        ..Seen::default()
    };
    let undrawn = draw(run, &tables, &mut seen).err();
    let unread = std::mem::replace(&mut tables.samples, Ok(Vec::new())).err();
    Ok((seen, unread.or(undrawn)))
}

fn draw(run: &RunOnDisk, tables: &StoredTables, seen: &mut Seen) -> Result<(), RecordError> {
    let (id, run_spec) = (&run.planned.id, &run.planned.run);
    let diagnosis = run.diagnosis.as_ref().expect("a complete run is judged");
    let (modes, findings) = (known_modes(&run_spec.data), &diagnosis.findings);
    let tables = RunTables {
        title: id,
        run: run_spec,
        tables,
        modes: modes.as_ref(),
        mode_counts: &[],
        findings,
    };
    let overview = tables
        .overview()
        .map_err(|error| drawing_error(&run.paths.plot("overview"), error))?;
    seen.overview = Some(Overview::new(overview));
    seen.thumbnail = tables
        .thumbnail()
        .map_err(|error| drawing_error(&run.paths.samples_values(), error))?;
    Ok(())
}

/// Does the same work for every item on some threads; the results are in the order of the items,
/// whoever was first.
pub fn in_order<Item: Sync, Outcome: Send>(
    items: &[Item],
    threads: usize,
    work: impl Fn(&Item) -> Outcome + Sync,
) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        while let Some((index, item)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
        {
            done.push((index, work(item)));
        }
        done
    };
    let mut all: Vec<(usize, Outcome)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.clamp(1, items.len().max(1)))
            .map(|_| scope.spawn(take))
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("the work does not panic"))
            .collect()
    });
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, outcome)| outcome).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_items() {
        let items: Vec<u64> = (0..200).collect();
        for threads in [0, 1, 2, 7] {
            let slow_first = |item: &u64| {
                std::thread::sleep(std::time::Duration::from_micros(200 - item));
                item * 2
            };
            assert_eq!(
                in_order(&items, threads, slow_first),
                items.iter().map(|item| item * 2).collect::<Vec<_>>()
            );
        }
        assert!(in_order(&[], 2, |item: &u64| *item).is_empty());
    }
}
