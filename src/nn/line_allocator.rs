//! Memory that begins with a line of the cache.

use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr::copy_nonoverlapping;

/// Bytes of a line of the cache, which is a vector of AVX-512.
const LINE: usize = 64;

/// Smaller blocks are left to the system as they are.
const LARGE: usize = 512;

/// The system's allocator, with blocks of 512 bytes and more on lines of the cache.
///
/// The system aligns to sixteen bytes, and its largest blocks begin sixteen bytes behind a line: every
/// vector of AVX-512 that is then read or written lies on two. In return such blocks are moved where they
/// grow, and filled with zeros at once. A program makes it its own with `#[global_allocator]`; no result
/// depends on it.
pub struct LineAllocator;

/// What the system is asked for: the same size, and at least the same alignment.
fn on_lines(layout: Layout) -> Layout {
    match layout.size() >= LARGE {
        true => layout.align_to(LINE).unwrap_or(layout),
        false => layout,
    }
}

// SAFETY: the system's allocator keeps the contract, and a block is given back to it with the layout that
// it was asked for with: `on_lines` depends on the caller's layout alone.
unsafe impl GlobalAlloc for LineAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the size is the caller's, which is not zero.
        unsafe { System.alloc(on_lines(layout)) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the size is the caller's, which is not zero.
        unsafe { System.alloc_zeroed(on_lines(layout)) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block was asked for with this layout.
        unsafe { System.dealloc(block, on_lines(layout)) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller promises a size that is not zero and makes a layout with this alignment. Where
        // both layouts ask for the same alignment, the system's own contract is kept; else the new block is
        // apart from the old one, and both have the bytes that are copied.
        unsafe {
            let new = Layout::from_size_align_unchecked(size, layout.align());
            if on_lines(new).align() == on_lines(layout).align() {
                return System.realloc(block, on_lines(layout), size);
            }
            let moved = self.alloc(new);
            if !moved.is_null() {
                copy_nonoverlapping(block, moved, size.min(layout.size()));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn larger_alignments_are_kept_and_what_cannot_be_had_is_null() {
        let page = Layout::from_size_align(600, 4096).unwrap();
        let byte = Layout::from_size_align(512, 1).unwrap();
        // SAFETY: sizes are not zero, a block that could not be moved is still there, and each is given back
        // once.
        unsafe {
            let block = LineAllocator.alloc(page);
            assert!((block as usize).is_multiple_of(4096));
            LineAllocator.dealloc(block, page);
            let block = LineAllocator.alloc(byte);
            assert!(
                LineAllocator
                    .realloc(block, byte, isize::MAX as usize - 7)
                    .is_null()
            );
            LineAllocator.dealloc(block, byte);
        }
    }

    #[test]
    fn large_blocks_are_on_lines_and_keep_their_bytes() {
        for (size, next) in [
            (8, 100),
            (500, 512),
            (512, 1 << 20),
            (1 << 20, 24),
            (600, 700),
        ] {
            let layout = Layout::from_size_align(size, 4).unwrap();
            let is_on_line =
                |block: *mut u8, size: usize| size < LARGE || (block as usize).is_multiple_of(LINE);
            // SAFETY: sizes are not zero, blocks are used within them and given back once.
            unsafe {
                let block = LineAllocator.alloc_zeroed(layout);
                assert!(is_on_line(block, size));
                let bytes = std::slice::from_raw_parts_mut(block, size);
                assert!(bytes.iter().all(|byte| *byte == 0));
                for (at, byte) in bytes.iter_mut().enumerate() {
                    *byte = at as u8;
                }
                let moved = LineAllocator.realloc(block, layout, next);
                assert!(is_on_line(moved, next));
                let bytes = std::slice::from_raw_parts(moved, size.min(next));
                assert!(bytes.iter().enumerate().all(|(at, byte)| *byte == at as u8));
                LineAllocator.dealloc(moved, Layout::from_size_align(next, 4).unwrap());
            }
        }
    }
}
