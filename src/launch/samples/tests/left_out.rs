//! Files that are damaged, sets of an earlier attempt, and parts of the data that samples leave out.

use std::path::Path;

use super::super::{Progress, SampleRequest, judge_samples};
use super::{floats, judged, npy, ring};
use crate::config::Data;
use crate::diagnose::{SampleSpace, Verdict};
use crate::report::JudgedSamples;

/// The samples of a request, with the sentences that were said on the way.
fn judged_with_notes(request: &SampleRequest) -> (JudgedSamples, Vec<String>) {
    struct Notes(std::sync::Mutex<Vec<String>>);
    impl Progress for Notes {
        fn note(&self, sentence: String) {
            self.0.lock().unwrap().push(sentence);
        }
        fn advance(&self, _: &'static str, _: usize, _: usize) {}
    }
    let notes = Notes(Default::default());
    let found = judge_samples(request, &notes).unwrap();
    (found, notes.0.into_inner().unwrap())
}

#[test]
fn one_damaged_array_of_several_is_named_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let fakes = folder.path().join("fakes");
    std::fs::create_dir(&fakes).unwrap();
    let request = || SampleRequest {
        modes: Some(Data::with_known_modes("ring:8").unwrap()),
        ..SampleRequest::new(&fakes, None)
    };
    for name in ["a", "b", "c"] {
        floats(
            &fakes.join(format!("{name}.npy")),
            &[200, 2],
            &ring(8, 200, 1),
        );
    }
    // The first says more than it holds, another is nothing at all.
    let whole = std::fs::read(fakes.join("a.npy")).unwrap();
    std::fs::write(fakes.join("a.npy"), &whole[..whole.len() / 2]).unwrap();
    std::fs::write(fakes.join("d.npy"), b"nothing").unwrap();
    let (found, notes) = judged_with_notes(&request());
    assert_eq!(found.sets[0].samples, 400);
    assert_eq!(found.diagnosis.verdict, Verdict::Healthy);
    let said = "left out 2 files that cannot be read, such as";
    let is_said = |note: &String| note.contains(said) && note.contains("a.npy");
    assert!(notes.iter().any(is_said), "{notes:?}");
    for name in ["b", "c"] {
        std::fs::write(fakes.join(format!("{name}.npy")), b"").unwrap();
    }
    let refused = judge_samples(&request(), &()).unwrap_err().to_string();
    assert!(refused.contains("a.npy"), "{refused}");
}

#[test]
fn a_damaged_set_of_several_is_named_and_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let fakes = folder.path().join("fakes");
    std::fs::create_dir(&fakes).unwrap();
    for step in 1..=7 {
        floats(
            &fakes.join(format!("step_{step}.npy")),
            &[300, 2],
            &ring(8, 300, step),
        );
    }
    for damaged in [3, 7] {
        let path = fakes.join(format!("step_{damaged}.npy"));
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 9]).unwrap();
    }
    let request = SampleRequest {
        modes: Some(Data::with_known_modes("ring:8").unwrap()),
        ..SampleRequest::new(&fakes, None)
    };
    let (found, notes) = judged_with_notes(&request);
    let steps: Vec<u64> = found.sets.iter().filter_map(|set| set.step).collect();
    assert_eq!(steps, [1, 2, 4, 5, 6]);
    assert_eq!(found.diagnosis.verdict, Verdict::Healthy);
    let said = notes
        .iter()
        .filter(|note| note.starts_with("left out a set: "));
    assert_eq!(said.count(), 2, "{notes:?}");
}

#[test]
fn sets_of_an_earlier_attempt_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let fakes = folder.path().join("fakes");
    std::fs::create_dir(&fakes).unwrap();
    let now = std::time::SystemTime::now();
    // Steps 1 to 4 were written last, by a training that holds all modes.
    for step in 1..=6u32 {
        let (held, age) = if step <= 4 { (8, 100) } else { (2, 900) };
        let path = fakes.join(format!("step_{step}.npy"));
        floats(&path, &[300, 2], &ring(held, 300, step));
        let written = now - std::time::Duration::from_secs(age - u64::from(step));
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(written).unwrap();
    }
    let request = SampleRequest {
        modes: Some(Data::with_known_modes("ring:8").unwrap()),
        ..SampleRequest::new(&fakes, None)
    };
    let (found, notes) = judged_with_notes(&request);
    assert_eq!(
        (found.sets.len(), found.diagnosis.verdict),
        (4, Verdict::Healthy)
    );
    assert!(
        notes[0].contains("went back to step 4: 2 sets of later steps"),
        "{notes:?}"
    );
}

/// A request whose samples are digits of the first `held` classes, none of which is among the real ones.
fn digits_of(held: u8, folder: &Path) -> SampleRequest {
    let digits = Data::Digits(crate::config::Digits {});
    let set = crate::data::open(&digits).unwrap();
    let labels = set.labels().unwrap().of_rows();
    let order: Vec<u32> = (0..labels.len() as u32)
        .map(|at| at * 757 % labels.len() as u32)
        .collect();
    let (reals, fakes) = order.split_at(1_100);
    let fakes: Vec<u32> = fakes
        .iter()
        .copied()
        .filter(|at| labels[*at as usize] < held)
        .collect();
    let write = |name: &str, numbers: &[u32]| {
        let mut rows = vec![0.0; numbers.len() * 64];
        set.rows(numbers, &mut rows);
        let bytes: Vec<u8> = rows
            .iter()
            .map(|value| ((value + 1.0) * 127.5) as u8)
            .collect();
        npy(&folder.join(name), "|u1", &[numbers.len(), 8, 8], &bytes)
    };
    SampleRequest::new(
        &write("fakes.npy", &fakes),
        Some(&write("reals.npy", reals)),
    )
}

#[test]
fn half_of_the_digits_are_a_collapse_by_their_pixels_alone() {
    let folder = tempfile::tempdir().unwrap();
    for (held, expected) in [(5, Verdict::ModeCollapse), (10, Verdict::Healthy)] {
        let found = judged(&digits_of(held, folder.path()));
        assert_eq!(found.facts.space, SampleSpace::Values);
        let parts = found.facts.parts.unwrap();
        assert_eq!(
            found.diagnosis.verdict, expected,
            "{held} classes: {parts:?}"
        );
    }
}

/// Ten classes of digits on both sides, whose real pictures have these labels.
fn labelled_digits(folder: &Path, label: impl Fn(usize, u8) -> u8) -> SampleRequest {
    let request = digits_of(10, folder);
    let set = crate::data::open(&Data::Digits(crate::config::Digits {})).unwrap();
    let of_rows = set.labels().unwrap().of_rows();
    let labels: Vec<u8> = (0..1_100)
        .map(|at| label(at, of_rows[at * 757 % of_rows.len()]))
        .collect();
    let array = std::fs::read(request.reals.unwrap()).unwrap();
    let images = &array[array.len() - 1_100 * 64..];
    let header = format!(
        r#"{{"images":{{"dtype":"U8","shape":[1100,8,8],"data_offsets":[0,{0}]}},"labels":{{"dtype":"U8","shape":[1100],"data_offsets":[{0},{1}]}}}}"#,
        images.len(),
        images.len() + labels.len()
    );
    let length = (header.len() as u64).to_le_bytes();
    let bytes = [&length[..], header.as_bytes(), images, &labels].concat();
    let reals = folder.join("reals.safetensors");
    std::fs::write(&reals, bytes).unwrap();
    SampleRequest::new(&request.fakes, Some(&reals))
}

#[test]
fn a_class_with_a_single_real_row_decides_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let one_of_99 = |at: usize, digit: u8| if at == 5 { 99 } else { digit };
    let found = judged(&labelled_digits(folder.path(), one_of_99));
    assert_eq!(found.facts.space, SampleSpace::Classes);
    assert_eq!(found.diagnosis.verdict, Verdict::Healthy);
    assert_eq!(found.counts.unwrap().rows.len(), 10);
    let said = &found.diagnosis.not_judged;
    let is_said = |it: &String| it.contains("`99`, which has 1");
    assert!(said.iter().any(is_said), "{said:?}");
}

#[test]
fn classes_that_are_asked_for_and_cannot_be_told_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let request = labelled_digits(folder.path(), |_, _| 3);
    assert_eq!(judged(&request).facts.space, SampleSpace::Values);
    let asked = SampleRequest {
        space: Some(SampleSpace::Classes),
        ..request
    };
    let refused = judge_samples(&asked, &()).unwrap_err();
    let expected = "needs at least two classes";
    assert!(refused.to_string().contains(expected), "{refused}");
}
