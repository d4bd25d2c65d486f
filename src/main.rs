use std::process::ExitCode;

use seesaw::nn::LineAllocator;

#[global_allocator]
static ALLOCATOR: LineAllocator = LineAllocator;

fn main() -> ExitCode {
    seesaw::cli::main()
}
