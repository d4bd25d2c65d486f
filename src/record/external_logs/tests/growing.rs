//! A log that grows is at its end what it is when it is read whole.

use std::io::Write;
use std::path::Path;

use super::event_files::example;
use super::*;

pub(super) fn read_all(log: &mut GrowingLog) -> Vec<Growth> {
    let mut seen = Vec::new();
    loop {
        match log.read_on().unwrap() {
            growth @ (Growth::None | Growth::Missing) => return [seen, vec![growth]].concat(),
            growth => seen.push(growth),
        }
    }
}

pub(super) fn append(path: &Path, bytes: &[u8]) {
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.append(true).create(true).open(path).unwrap();
    file.write_all(bytes).unwrap();
}

/// Appends a log in pieces, and compares it at its end with the log that is read whole. Not a
/// number is not equal to itself, so their texts are compared.
fn grows_to_the_same(name: &str, bytes: &[u8], options: &LogOptions) {
    for piece in [61, 5000] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        let mut log = GrowingLog::new(&path, options.clone());
        assert_eq!(read_all(&mut log), [Growth::Missing]);
        for (at, piece) in bytes.chunks(piece).enumerate() {
            append(&path, piece);
            // Not after every piece: several come between two looks.
            if at % 3 == 0 {
                read_all(&mut log);
            }
            if at % 90 == 0 {
                drop(log.logs());
            }
        }
        read_all(&mut log);
        let whole = read_external_log(&path, options).unwrap();
        let grown = log.logs().unwrap();
        assert_eq!(
            format!("{grown:?}"),
            format!("{whole:?}"),
            "{name}, {piece}"
        );
    }
}

/// A thousand lines, by the line's number and two losses.
fn text(line: impl Fn(u32, f64, f64) -> String) -> String {
    let line = |at: u32| {
        let d_loss = if at == 700 {
            f64::NAN
        } else {
            0.5 + 0.1 * f64::from(at).sin()
        };
        line(at, d_loss, 1.0 + 0.1 * f64::from(at).cos())
    };
    (1..=1000).map(line).collect()
}

#[test]
fn every_format_grows_to_the_log_that_it_is_when_it_is_read_whole() {
    let options = map(&[]);
    let csv = text(|at, d, g| {
        format!(
            "{at},{d:.4},{g:.4},{}\n",
            if at % 9 == 0 { "0.5" } else { "" }
        )
    });
    let csv = format!("# made by hand\nstep,d_loss,g_loss,precision\r\n{csv}");
    grows_to_the_same("log.csv", csv.as_bytes(), &options);
    let headless = text(|at, d, g| format!("{at}\t{d:.4}\t{g:.4}\n"));
    let chosen = map(&["step=1", "d_loss=2", "g_loss=3"]);
    grows_to_the_same("log.txt", headless.as_bytes(), &chosen);
    let blanks = text(|at, d, g| format!(" {at}  {d:.3e} {g:.3e}\n"));
    grows_to_the_same("savetxt.txt", blanks.as_bytes(), &chosen);
    let json = text(|at, d, g| {
        let d = if d.is_nan() {
            "NaN".to_string()
        } else {
            d.to_string()
        };
        let broken = if at == 30 { "{broken\n" } else { "" };
        format!("{broken}{{\"step\": {at}, \"loss\": {{\"d\": {d}, \"g\": {g}}}}}\n")
    });
    grows_to_the_same("stats.jsonl", json.as_bytes(), &options);
    let pattern = LogOptions {
        pattern: Some(
            r"^it (?P<step>\d+): (?P<d_loss>\S+) (?P<g_loss>\S+)"
                .parse()
                .unwrap(),
        ),
        ..map(&[])
    };
    let lines = text(|at, d, g| format!("\x1b[1mit {at}: {d:.4} {g:.4}, see 1\x1b[0m\n\n"));
    grows_to_the_same("train.log", lines.as_bytes(), &pattern);
}

#[test]
fn printed_lines_grow_to_the_log_that_they_are_when_they_are_read_whole() {
    let options = map(&[]);
    let epochs = text(|at, d, g| {
        format!(
            "[{}/25][{}/80]\tLoss_D: {d:.4}\tLoss_G: {g:.4}\n",
            at / 80,
            at % 80
        )
    });
    grows_to_the_same(
        "dcgan.log",
        format!("Loading 5000 images\n{epochs}").as_bytes(),
        &options,
    );
    let passes = text(|at, d, g| format!("batch {}/80 d_loss {d:.4} g_loss {g:.4}\n", at % 80));
    grows_to_the_same("passes.log", passes.as_bytes(), &options);
    let two_lines = text(|at, d, g| format!("step {at}\n  D loss: {d:.4}\n  G loss: {g:.4}\n"));
    grows_to_the_same("two.log", two_lines.as_bytes(), &options);
    let bars = text(|at, d, g| {
        let end = if at % 40 == 0 { "\n" } else { "" };
        format!("\r {at}it [00:01, 5.0it/s] d_loss={d:.4}, g_loss={g:.4}{end}")
    });
    grows_to_the_same("bars.log", format!("{bars}\n").as_bytes(), &options);
    let cells = text(|at, d, g| {
        let header = "| step | d_loss | g_loss |\n|---|---|---|\n";
        let header = if at % 100 == 1 { header } else { "" };
        format!("{header}| {at} | {d:.4} | {g:.4} |\n")
    });
    grows_to_the_same("cells.log", cells.as_bytes(), &options);
    let games = text(|at, d, g| {
        format!("(epoch: 1, iters: {at}) D_A: {d:.3} G_A: {g:.3} D_B: {g:.3} G_B: {d:.3}\n")
    });
    grows_to_the_same("loss_log.txt", games.as_bytes(), &options);
    let wide = two_lines.encode_utf16().flat_map(u16::to_le_bytes);
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(wide).collect();
    grows_to_the_same("powershell.log", &wide, &options);
}

#[test]
fn event_files_grow_and_a_later_one_of_their_folder_is_read_too() {
    let options = map(&[]);
    grows_to_the_same("events.out.tfevents.1.host.1.0", &example(1000), &options);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let mut log = GrowingLog::new(&path, options.clone());
    assert_eq!(read_all(&mut log), [Growth::Missing]);
    std::fs::create_dir(&path).unwrap();
    read_all(&mut log);
    assert!(log.logs().is_err(), "there is nothing in it");
    let bytes = example(9000);
    for (at, piece) in bytes.chunks(100_000).enumerate() {
        append(&path.join("events.out.tfevents.1.host.1.0"), piece);
        read_all(&mut log);
        assert!(
            log.logs().is_ok_and(|logs| !logs[0].steps.is_empty()),
            "{at}"
        );
    }
    let long = log.logs().unwrap().remove(0);
    assert_eq!(long.steps.last().unwrap().step, 9000);
    assert!(
        (4000..=8192).contains(&long.steps.len()),
        "{}",
        long.steps.len()
    );
    append(&path.join("events.out.tfevents.2.host.1.0"), &example(50));
    read_all(&mut log);
    let again = log.logs().unwrap().remove(0);
    assert_eq!(again.steps.last().unwrap().step, 50, "it was started again");
}

#[test]
fn a_document_is_read_again_whenever_it_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.json");
    let mut log = GrowingLog::new(&path, map(&[]));
    for rows in [20_usize, 500, 1000, 30] {
        let losses: Vec<String> = (0..rows).map(|row| format!("\n0.{}", row + 1)).collect();
        let losses = losses.join(",");
        let text = format!("{{\"d_loss\": [{losses}], \"g_loss\": [{losses}]}}");
        std::fs::write(&path, &text[..text.len() / 2]).unwrap();
        read_all(&mut log);
        assert!(log.logs().is_err(), "half of it is written");
        std::fs::write(&path, text).unwrap();
        read_all(&mut log);
        assert_eq!(log.logs().unwrap()[0].steps.len(), rows);
    }
}

#[test]
fn a_long_log_is_kept_in_few_rows_and_a_restart_begins_with_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    let mut log = GrowingLog::new(&path, map(&[]));
    let rows = |steps: std::ops::RangeInclusive<u32>| -> String {
        steps
            .map(|step| format!("{step},0.{},1.5\n", step % 9 + 1))
            .collect()
    };
    append(&path, b"step,d_loss,g_loss\n");
    append(&path, rows(1..=100_000).as_bytes());
    read_all(&mut log);
    let long = log.logs().unwrap().remove(0);
    assert_eq!(long.steps.len(), 6250);
    assert_eq!(long.steps.last().unwrap().step, 100_000);
    assert!(long.notes[0].contains("of every 16 neighbouring rows one is made"));

    append(&path, b"100001,0.5");
    append(&path, b"step,d_loss,g_loss\n");
    append(&path, rows(1..=3).as_bytes());
    read_all(&mut log);
    log.logs().unwrap();
    append(&path, rows(4..=500).as_bytes());
    read_all(&mut log);
    let again = log.logs().unwrap().remove(0);
    assert!(again.steps.len() >= 497, "{}", again.steps.len());
    assert_eq!(again.steps.last().unwrap().step, 500);
    assert!(
        again
            .notes
            .iter()
            .any(|note| note.contains("the first of them line 100002"))
    );
}

#[test]
fn a_long_log_whose_first_rows_say_nothing_stays_evenly_thinned() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    let mut log = GrowingLog::new(&path, map(&[]));
    let rows = |steps: std::ops::RangeInclusive<u32>| -> String {
        let row = |step: u32| match step {
            ..=64 => format!("{step},,\n"),
            _ => format!("{step},0.5,1.5\n"),
        };
        steps.map(row).collect()
    };
    append(&path, b"step,d_loss,g_loss\n");
    append(&path, rows(1..=100_000).as_bytes());
    for last in [101_000, 102_000] {
        read_all(&mut log);
        log.logs().unwrap();
        append(&path, rows(last - 999..=last).as_bytes());
    }
    read_all(&mut log);
    let long = log.logs().unwrap().remove(0);
    let steps = steps(&long);
    assert!(
        steps.windows(2).all(|pair| pair[1] - pair[0] == 16),
        "{:?}",
        &steps[steps.len() - 5..]
    );
}

#[test]
fn a_counted_log_keeps_its_count() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    let mut log = GrowingLog::new(&path, map(&[]));
    append(&path, b"d_loss,g_loss\n");
    append(&path, "0.5,1.5\n".repeat(100_000).as_bytes());
    read_all(&mut log);
    let long = log.logs().unwrap().remove(0);
    assert_eq!(long.steps.last().unwrap().step, 100_000);
}

#[cfg(unix)]
#[test]
fn a_rotated_log_goes_on_and_one_that_is_emptied_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("train.log");
    let mut log = GrowingLog::new(&path, map(&[]));
    let rows = |steps: std::ops::RangeInclusive<u32>| -> String {
        steps
            .map(|step| format!("step {step} D loss 0.5 G loss 1.5\n"))
            .collect()
    };
    let last = |log: &mut GrowingLog| {
        let log = log.logs().unwrap().remove(0);
        (log.steps.len(), log.steps.last().unwrap().step)
    };
    append(&path, rows(1..=30).as_bytes());
    read_all(&mut log);
    append(&path, rows(31..=40).as_bytes());
    std::fs::rename(&path, folder.path().join("train.log.1")).unwrap();
    append(&path, rows(41..=45).as_bytes());
    read_all(&mut log);
    assert_eq!(last(&mut log), (45, 45));
    std::fs::write(&path, rows(1..=10)).unwrap();
    assert!(read_all(&mut log).contains(&Growth::Anew));
    assert_eq!(last(&mut log), (10, 10));
    append(&path, b"step 11 D loss 0.5 G loss 1.5");
    read_all(&mut log);
    assert_eq!(last(&mut log), (10, 10), "half a line");
    log.end();
    assert_eq!(last(&mut log).0, 11);
}
