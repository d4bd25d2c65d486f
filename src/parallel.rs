//! The same work for many items, on as many threads as the system grants.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, available_parallelism};

/// The cores that this process may use; 1 where the system does not tell.
pub(crate) fn cores() -> usize {
    available_parallelism().map_or(1, usize::from)
}

/// Does the same work for every item on at most `threads` threads, including the caller's; the
/// results are in the order of the items, whoever was first. Where the system refuses a thread,
/// the others do its work.
///
/// # Panics
/// If `work` does.
pub(crate) fn parallel_map<Item: Sync, Output: Send>(
    items: &[Item],
    threads: usize,
    work: impl Fn(&Item) -> Output + Sync,
) -> Vec<Output> {
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
    let mut all: Vec<(usize, Output)> = std::thread::scope(|scope| {
        let helpers = 1..threads.min(items.len());
        let helpers: Vec<_> = helpers
            .map_while(|_| Builder::new().spawn_scoped(scope, take).ok())
            .collect();
        let mut all = take();
        for helper in helpers {
            all.extend(helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        all
    });
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, output)| output).collect()
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
                parallel_map(&items, threads, slow_first),
                items.iter().map(|item| item * 2).collect::<Vec<_>>()
            );
        }
        assert!(parallel_map(&[], 2, |item: &u64| *item).is_empty());
    }

    #[test]
    fn a_panic_comes_back_with_its_words() {
        let panics = || parallel_map(&[1, 2, 3], 3, |item: &u64| assert!(*item != 2, "two"));
        let panic = crate::guard::guarded(panics).unwrap_err();
        assert_eq!(panic.message, "two");
    }
}
