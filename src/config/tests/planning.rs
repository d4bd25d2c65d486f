//! What is planned from studies that are right.

use super::super::{
    AxisKind, AxisValue, Checkpoint, Data, Evaluate, FixedModel, Grid, Keep, Model, Ring, Run, Stop,
};
use super::{parse, planned};
use crate::schema::defaults;
use crate::strategies::{
    Adam, Alternate, Balance, Constant, Fakes, Fresh, Lecam, Loss, MinibatchStddev, Optimizer,
    Order, R1, Regularizer, Schedule, Select, SkipDOnLoss,
};

fn numbers(values: &[f64]) -> Vec<AxisValue> {
    values
        .iter()
        .map(|value| AxisValue::Number(*value))
        .collect()
}

fn texts(values: &[&str]) -> Vec<AxisValue> {
    values
        .iter()
        .map(|value| AxisValue::Text(value.to_string()))
        .collect()
}

#[test]
fn every_default_is_the_documented_one() {
    let text = "# why\nstudy: s\nquestion: q\n";
    let study = parse("s.yaml", text, &[]).unwrap();
    let run = Run {
        grow: Default::default(),
        styles: Default::default(),
        vae: Default::default(),
        data: Data::from(Ring {
            modes: 8,
            std: 0.02,
            radius: 1.0,
        }),
        model: Model::Mlp(defaults()),
        loss: Loss::NonSaturating,
        lr_g: 1e-3,
        lr_d: 1e-3,
        schedule_g: Schedule::from(Constant { warm_up: 0 }),
        schedule_d: Schedule::from(Constant { warm_up: 0 }),
        optimizer: Optimizer::from(Adam {
            betas: [0.5, 0.999],
            beta2_end: None,
            epsilon: 1e-8,
            weight_decay: 0.0,
        }),
        balance: Balance::from(Alternate {}),
        warm_up_d: 0,
        order: Order::DiscriminatorFirst,
        fakes: Fakes::from(Fresh {}),
        regularize: Vec::new(),
        packing: 1,
        unroll: 0,
        full_unroll: false,
        select: Select::from(crate::strategies::All {}),
        batch: 256,
        steps: 4000,
        evaluate: Evaluate {
            every: 100,
            samples: 2500,
            snapshots: 6,
            ..defaults()
        },
        stop: Stop {
            on: vec![],
            patience: 10,
        },
        threads: 1,
        checkpoint: Checkpoint {
            steps: 0,
            seconds: 30,
            keep: Keep::Best,
        },
        seed: 0,
        ..defaults::<Run>()
    };
    assert_eq!((study.runs.len(), &study.runs[0].run), (1, &run));
    assert_eq!((study.seeds, study.text.as_str()), (vec![0], text));
    assert!(study.axes.is_empty());
    assert_eq!(
        planned("data: digits", "").runs[0].run.model,
        FixedModel::Fc8.into()
    );
    assert_eq!(
        planned("balance: ratio, data: grid", "").runs[0].run.data,
        Data::from(Grid {
            side: 5,
            std: 0.05,
            spacing: 2.0
        })
    );
}

#[test]
fn the_stored_run_and_its_id_do_not_change() {
    let study = planned(
        "",
        "sweep:\n  grid:\n    lr_d: [1e-3]\n    strategy: {ttur: {lr_g: 1e-4}}",
    );
    let run = &study.runs[0];
    let yaml = "data:
  ring:
    modes: 8
    std: 0.02
    radius: 1.0
model: mlp
loss: non_saturating
lr_g: 0.0001
lr_d: 0.001
schedule_g:
  constant:
    warm_up: 0
schedule_d:
  constant:
    warm_up: 0
optimizer:
  adam:
    betas:
    - 0.5
    - 0.999
    epsilon: 1e-8
    weight_decay: 0.0
balance: alternate
warm_up_d: 0
order: discriminator_first
fakes: fresh
regularize: []
packing: 1
unroll: 0
select: all
adapt: none
average: none
batch: 256
steps: 4000
evaluate:
  every: 100
  samples: 2500
  snapshots: 6
stop:
  on: []
  patience: 10
seed: 0
";
    assert_eq!(run.run.to_yaml(), yaml);
    // The digits are those of `sha256sum` on this text.
    assert_eq!(
        run.hash,
        "0a9270a777d58699d809e895c1e91d85ac97f200aa6fbd8dd0c08c5aad4e7751"
    );
    assert_eq!(run.id, "lr_d=1e-3,strategy=ttur,seed=0-0a9270a7");
}

#[test]
fn seeds_vary_slowest_and_count_from_the_first() {
    let study = planned(
        "seed: 3",
        "sweep: {grid: {lr_d: [1, 2], batch: [4, 8]}, seeds: 2}",
    );
    assert_eq!(study.seeds, [3, 4]);
    let order: Vec<_> = study
        .runs
        .iter()
        .map(|run| (run.seed, run.run.lr_d, run.run.batch))
        .collect();
    let one = |seed| {
        [
            (seed, 1.0, 4),
            (seed, 1.0, 8),
            (seed, 2.0, 4),
            (seed, 2.0, 8),
        ]
    };
    assert_eq!(order, [one(3), one(4)].concat());
    assert!(study.runs.iter().all(|run| run.run.seed == run.seed));
    assert_eq!(planned("", "sweep: {seeds: [9, 2]}").seeds, [9, 2]);
}

#[test]
fn arms_patch_several_keys_and_dotted_paths() {
    let arms = "{a: {}, b: {data.ring.std: 0.5, data: ring, lr_g: 2}, c: {balance: {skip_d_on_loss: {below: 0.3}}}}";
    let study = planned("", &format!("sweep: {{grid: {{arm: {arms}}}}}"));
    assert_eq!(study.axes[0].kind, AxisKind::Arms);
    assert_eq!(study.axes[0].values, texts(&["a", "b", "c"]));
    assert_eq!(
        study.runs[1].run.data,
        Data::from(Ring {
            modes: 8,
            std: 0.5,
            radius: 1.0
        })
    );
    assert_eq!(study.runs[1].run.lr_g, 2.0);
    assert_eq!(
        study.runs[2].run.balance,
        Balance::from(SkipDOnLoss {
            below: 0.3,
            ema: 0.0
        })
    );
    // A path of an axis may go into what an earlier arm chose.
    let grid = "{arm: {c: {balance: skip_d_on_loss}}, balance.skip_d_on_loss.below: [0.2, 0.1]}";
    let study = planned("", &format!("sweep: {{grid: {grid}}}"));
    assert_eq!(study.axes[1].values, numbers(&[0.1, 0.2]));
    assert!(
        study.runs[0].id.starts_with("arm=c,below=0.2,seed=0-"),
        "{}",
        study.runs[0].id
    );
}

#[test]
fn axes_may_sweep_names_and_whole_mappings() {
    let study = planned(
        "",
        "sweep: {grid: {data: [ring, {grid: {side: 3}}, digits]}}",
    );
    assert_eq!(
        study.axes[0].values,
        texts(&["ring", "grid side=3", "digits"])
    );
    assert!(study.runs[1].id.starts_with("data=grid-side=3,seed=0-"));
    assert_eq!(study.runs[2].run.model, FixedModel::Fc8.into());
    let study = planned(
        "",
        "sweep: {grid: {optimizer.adam.betas: [[0, 0.9], [0.5, 0.999]], steps: [1e3]}}",
    );
    assert_eq!(study.axes[0].values, texts(&["0 0.9", "0.5 0.999"]));
    assert_eq!(study.axes[1].values, numbers(&[1000.0]));
}

#[test]
fn an_arm_that_sets_a_swept_key_shows_the_effective_value_and_trains_once() {
    let grid = "{lr_d: [1e-4, 1e-2, 1e-3], strategy: {alternate: {}, ttur: {lr_d: 4e-4}}}";
    let study = planned("", &format!("sweep: {{grid: {grid}, seeds: 2}}"));
    assert_eq!(study.runs.len(), 2 * 4);
    assert_eq!(study.axes[0].values, numbers(&[1e-4, 4e-4, 1e-3, 1e-2]));
    let ttur: Vec<_> = study
        .runs
        .iter()
        .filter(|run| run.cell[1] == texts(&["ttur"])[0])
        .collect();
    assert_eq!(ttur.len(), 2);
    assert!(
        ttur.iter()
            .all(|run| run.cell[0] == AxisValue::Number(4e-4) && run.run.lr_d == 4e-4)
    );
    assert!(ttur[0].id.starts_with("lr_d=4e-4,strategy=ttur,seed=0-"));
    let note = "2 of 6 cells repeat another cell because arm `ttur` sets `lr_d` itself; each is trained once";
    assert_eq!(study.notes, [note]);
}

#[test]
fn the_later_axis_has_the_last_word_and_a_note_says_so() {
    let study = planned(
        "",
        "sweep: {grid: {strategy: {ttur: {lr_d: 4e-4}}, lr_d: [1e-3, 1e-2]}}",
    );
    assert_eq!(study.runs.len(), 2);
    assert_eq!(study.axes[1].values, numbers(&[1e-3, 1e-2]));
    assert!(
        study.notes[0].contains("`lr_d` comes after `strategy`"),
        "{:?}",
        study.notes
    );
}

#[test]
fn arms_that_mean_the_same_are_trained_once() {
    let study = planned("", "sweep: {grid: {arm: {a: {}, b: {lr_d: 1e-3}}}}");
    assert_eq!(study.runs.len(), 1);
    let note = "1 of 2 cells repeats another cell because arm=b resolves to the same run as arm=a";
    assert!(study.notes[0].starts_with(note), "{:?}", study.notes);
}

#[test]
fn a_path_that_a_later_arm_removes_is_shown_as_none() {
    let study = planned(
        "",
        "sweep: {grid: {data.ring.std: [0.1], arm: {d: {data: digits}}}}",
    );
    assert_eq!(study.axes[0].values, texts(&["none"]));
}

#[test]
fn data_of_files_is_stored_with_every_key_and_in_one_order() {
    let study = planned(
        "data: {idx: {images: a.gz, labels: b.gz, classes: [7, 3]}}",
        "",
    );
    let yaml = "data:
  idx:
    images: a.gz
    labels: b.gz
    classes:
    - 3
    - 7
    side: 28
    channels: 1
model: dcgan-28
";
    assert!(
        study.runs[0].run.to_yaml().starts_with(yaml),
        "{}",
        study.runs[0].run.to_yaml()
    );
    let study = planned("data: {cifar10: {path: x, classes: [ship, 3]}}", "");
    assert!(
        study.runs[0]
            .run
            .to_yaml()
            .contains("classes:\n    - cat\n    - ship\nmodel: dcgan-32")
    );
    let study = planned(
        "data: {idx: {images: a, labels: b}}",
        "sweep: {grid: {data.idx.classes: [[0], [1], [1, 0]]}}",
    );
    assert_eq!(study.axes[0].values, texts(&["0", "1", "0 1"]));
    let study = planned(
        "data: {folder: {path: x}}",
        "sweep: {grid: {data.folder.side: [32, 64]}}",
    );
    assert_eq!(
        study.runs[1].run.model,
        FixedModel::Dcgan64.into(),
        "a size that is swept takes its model with it"
    );
}

#[test]
fn a_list_of_regularizers_is_stored_complete_and_in_one_order() {
    let list = "regularize: [lecam, {r1: {every: 16}}, minibatch_stddev]";
    let study = planned(list, "");
    let run = &study.runs[0].run;
    let r1 = Regularizer::from(R1 {
        every: 16,
        ..defaults()
    });
    let lecam = Regularizer::from(Lecam {
        weight: 0.3,
        decay: 0.99,
    });
    assert_eq!(run.regularize, [r1, lecam, MinibatchStddev {}.into()]);
    let yaml = "regularize:
- r1:
    gamma: 10.0
    every: 16
- lecam:
    weight: 0.3
    decay: 0.99
- minibatch_stddev
packing: 1
";
    assert!(run.to_yaml().contains(yaml), "{}", run.to_yaml());
    assert_eq!(Run::from_yaml(&run.to_yaml()).unwrap(), *run);
}

#[test]
fn lists_of_regularizers_are_swept_as_a_whole() {
    let values = "[[], [r1], [{r1: {gamma: 1}}, lecam], [lecam, {r1: {gamma: 1}}]]";
    let study = planned("", &format!("sweep: {{grid: {{regularize: {values}}}}}"));
    assert_eq!(
        study.axes[0].values,
        texts(&["empty", "r1", "r1 gamma=1 lecam"])
    );
    assert!(
        study.notes[0].contains("1 of 4 cells repeats another cell"),
        "{:?}",
        study.notes
    );
    assert!(
        study.runs[2]
            .id
            .starts_with("regularize=r1-gamma=1-lecam,seed=0-"),
        "{}",
        study.runs[2].id
    );
}
