//! The same work for many items, on several threads.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Does the same work for every item on some threads; the results are in the order of the items,
/// whoever was first.
pub(super) fn parallel_map<Item: Sync, Output: Send>(
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
        let workers: Vec<_> = (0..threads.clamp(1, items.len().max(1)))
            .map(|_| scope.spawn(take))
            .collect();
        workers
            .into_iter()
            .flat_map(|worker| worker.join().expect("the work does not panic"))
            .collect()
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
}
