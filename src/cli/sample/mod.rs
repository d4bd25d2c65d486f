//! `seesaw sample`: new samples of a generator that was trained.

mod arguments;
mod output;

use std::path::Path;

use super::exit::{CliError, Exit};
use super::lookup::one_run::one_run;
use super::lookup::runs::read_spec;
use super::signals::StopRequest;
use super::terminal::output::{print_line, print_message, print_notes};
use super::terminal::progress_bar::progress_bar;
use crate::launch::sampling::{
    GeneratorRequest, LatentSource, SampleDraw, Sampling, TrainedGenerator,
};
use crate::parallel::cores;
use crate::statistics::plural;
pub(super) use arguments::Arguments;
pub(super) use arguments::From;
use output::Output;

/// Draws the samples and prints where they are.
///
/// # Errors
/// If the run has no generator that can be used, an argument does not fit it, or the samples cannot be
/// written.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, CliError> {
    let output = Output::new(arguments)?;
    let paths = one_run(&arguments.run, &arguments.results)?;
    let request = GeneratorRequest {
        weights: arguments.from.map(From::weights),
        truncation: arguments.truncation,
        threads: arguments
            .threads
            .map_or(cores(), |threads| threads as usize),
    };
    let mut generator = TrainedGenerator::open(&paths, &read_spec(&paths)?, request)?;
    tell_of(&generator, paths.root());
    let labels = generator.labels(arguments.class)?;
    let draw = SampleDraw {
        // On a way between two samples nothing else changes.
        labels: match arguments.interpolate {
            Some(_) => labels.map(|labels| labels.of_one_class()),
            None => labels,
        },
        source: match arguments.interpolate {
            Some((from, to)) => LatentSource::Path(from, to),
            None => LatentSource::Seed(arguments.seed),
        },
        count: arguments.count,
        batch: arguments.batch,
    };
    let stop = StopRequest::listen()?;
    let bar = progress_bar(draw.count, "sample", "samples");
    let mut on_progress = |done| {
        bar.set_position(done);
        !stop.has_come()
    };
    let mut sampling = Sampling::new(&mut generator, draw, &mut on_progress);
    let written = output.write(&mut sampling);
    let not_finite = sampling.not_finite;
    bar.finish_and_clear();
    let (is_whole, note) = written?;
    if !is_whole {
        print_message("interrupted: the samples are not complete");
        return Ok(stop.exit().unwrap_or(Exit::Ok));
    }
    print_notes(note);
    if not_finite > 0 {
        print_message(format_args!(
            "warning: {} of {} hold values that are not finite: the run diverged",
            not_finite,
            plural(draw.count as usize, "sample")
        ));
    }
    for path in output.paths() {
        print_line(path.display())?;
    }
    Ok(Exit::Ok)
}

/// Says which state of the run is used.
fn tell_of(generator: &TrainedGenerator, run: &Path) {
    print_message(format_args!(
        "{}: {}",
        run.file_name().unwrap_or_default().to_string_lossy(),
        generator.words()
    ));
    if !generator.is_finished {
        print_message(format_args!(
            "note: the run is not finished: it has {} steps",
            generator.run.steps
        ));
    }
}
