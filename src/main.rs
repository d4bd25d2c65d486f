use std::process::ExitCode;

fn main() -> ExitCode {
    seesaw::cli::main()
}
