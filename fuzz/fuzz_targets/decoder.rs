//! Decodes the bytes of the fuzzer with the decoder that `SEESAW_FUZZ` names.
#![no_main]

use std::env;
use std::panic;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

static NAME: LazyLock<String> =
    LazyLock::new(|| env::var("SEESAW_FUZZ").expect("SEESAW_FUZZ names the decoder"));

// The hook of libfuzzer-sys aborts at every panic, even one that the library catches. Without it a
// panic that leaves `decode` still ends the fuzzer.
fuzz_target!(
    init: panic::set_hook(Box::new(|_| {})),
    |bytes: &[u8]| seesaw::fuzzing::decode(&NAME, bytes)
);
