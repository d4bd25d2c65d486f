use super::*;

fn one(_: u32) -> String {
    "1,2,3".to_string()
}

#[test]
fn columns_are_recognised_and_the_rest_is_listed() {
    let text = table(
        "iter,errD,errG,D(x),D(G(z1)),D(G(z2)),time,reverse KL",
        |at| format!("{at},1,2,0.7,0.3,0.4,noon,0.1"),
    );
    let log = read(&text, &[]).unwrap();
    let pairs = [
        ("step", "iter"),
        ("d_loss", "errD"),
        ("g_loss", "errG"),
        ("d_real", "D(x)"),
        ("d_fake", "D(G(z1))"),
    ];
    pairs
        .iter()
        .for_each(|(ours, name)| assert_eq!(theirs(&log, ours), Some(*name)));
    assert_eq!(theirs(&log, "reverse_kl"), Some("reverse KL"));
    assert_eq!(
        log.ignored,
        ["D(G(z2))", "time"],
        "text is no error where nobody reads it"
    );
    assert_eq!((log.evals.len(), log.evals[3].step), (10, 4));
    assert_eq!(
        log.evals[0].measured.get(crate::metrics::Metric::ReverseKl),
        Some(0.1)
    );
}

#[test]
fn a_choice_is_stronger_than_a_name() {
    let log = read(
        &table("a,d_loss,G - loss", one),
        &["d_loss=a", "g_loss=g_loss"],
    )
    .unwrap();
    assert_eq!(
        (theirs(&log, "d_loss"), theirs(&log, "g_loss")),
        (Some("a"), Some("G - loss"))
    );
    assert_eq!(log.ignored, ["d_loss"]);
    let log = read(
        &table("D_real,D_fake,G_GAN", one),
        &["d_loss_real=D_real", "d_loss_fake=D_fake", "g_loss=G_GAN"],
    );
    let log = log.unwrap();
    assert_eq!(
        (column(&log, |row| row.d_loss)[0], theirs(&log, "d_real")),
        (1.5, None),
        "a loss is not a score, too"
    );
    let log = read(
        &table("now,d_loss,x", |at| format!("{},1,2", 5 * at)),
        &["step=now"],
    )
    .unwrap();
    assert_eq!(log.steps[1].step, 10);
}

#[test]
fn the_terms_of_d_become_its_loss_unless_that_is_there() {
    let sum = |choices: &[&str]| {
        let scale = LossScale::new(Loss::NonSaturating, Some(LossConvention::Sum), None).unwrap();
        let text = table("d_loss_real,d_loss_fake,g_loss", one);
        read_as(
            "log.csv",
            text.as_bytes(),
            &LogOptions {
                scale,
                ..map(choices)
            },
        )
        .unwrap()
    };
    let log = sum(&[]);
    assert_eq!(column(&log, |row| row.d_loss), [1.5; 10], "half of the sum");
    assert_eq!(
        sum(&["d_loss=d_loss_fake"]).steps[0].d_loss,
        Some(1.0),
        "half of what is their sum"
    );
    let log = read(&table("d_loss,errD_real,errD_fake", one), &[]).unwrap();
    assert_eq!(
        (column(&log, |row| row.d_loss)[0], log.ignored.len()),
        (1.0, 2)
    );
    let alone = read(&table("errD_real,b,c", one), &[]).unwrap_err();
    assert!(
        alone.contains("no column is recognised as the loss"),
        "one term is no loss: {alone}"
    );
}

#[test]
fn what_cannot_be_told_apart_is_asked_for() {
    let message = read(&table("d_loss,loss D,g_loss", one), &[]).unwrap_err();
    assert!(
        message.contains("more than one column could be `d_loss`: `d_loss`, `loss D`"),
        "{message}"
    );
    assert!(message.contains("--column d_loss=d_loss"), "{message}");
    let message = read(&table("g_loss,d_loss,d_loss", one), &[]).unwrap_err();
    assert!(
        message.contains("2 columns are called `d_loss`\n  say which it is by its number from 1: --column d_loss=2"),
        "{message}"
    );
    let message = read(&table("loss alpha,beta err,gamma ray", one), &[]).unwrap_err();
    assert!(
        message.contains("columns here: `loss alpha`, `beta err`, `gamma ray`"),
        "{message}"
    );
    assert!(
        message.contains("such as: --column d_loss='loss alpha' --column g_loss='beta err'"),
        "{message}"
    );
}

#[test]
fn a_choice_that_names_nothing_is_guessed() {
    let text = table("critik,d_loss,g_loss", one);
    let message = read(&text, &["d_loss=critic"]).unwrap_err();
    assert!(
        message.contains("no column `critic`") && message.contains("did you mean `critik`?"),
        "{message}"
    );
    let refused = |choices: &[&str]| read(&text, choices).unwrap_err();
    assert!(refused(&["d_loss=critik", "d_loss=g_loss"]).contains("given twice"));
    assert!(refused(&["d_loss_real=critik"]).contains("needs both of its terms"));
    assert!(refused(&["d_loss=critik", "d_loss_real=d_loss"]).contains("chosen twice"));
    let unknown = |text: &str| text.parse::<ColumnChoice>().unwrap_err().to_string();
    assert!(unknown("d_los=a").contains("did you mean `d_loss`?"));
    assert!(
        unknown("d_los=a").contains("reverse_kl"),
        "metrics are allowed"
    );
    for malformed in ["d_loss", "d_loss=", ""] {
        assert!(unknown(malformed).contains("OURS=THEIRS"), "{malformed}");
    }
    assert_eq!(
        "d_loss=a=b".parse::<ColumnChoice>().unwrap(),
        "d_loss=a=b".parse().unwrap()
    );
}

#[test]
fn columns_without_names_have_numbers() {
    let text = table("1.5,0.5,1.25,0.75,0.5", |_| {
        "1.5,0.5,1.25,0.75,0.5".to_string()
    });
    let message = read(&text, &[]).unwrap_err();
    assert!(
        message.contains("the columns have no names but their numbers"),
        "{message}"
    );
    assert!(
        message.contains("`3 (1.25)`") && message.contains("--column d_loss=1 --column g_loss=2"),
        "{message}"
    );
    let log = read(&text, &["d_loss=3", "g_loss=2"]).unwrap();
    assert_eq!(
        (log.steps.len(), log.steps[0].d_loss, log.steps[0].g_loss),
        (11, Some(1.25), Some(0.5)),
        "the first line is a row"
    );
    let counted: String = (0..9).map(|at| format!("{at},0.5,1\n")).collect();
    let message = read(&counted, &[]).unwrap_err();
    assert!(
        message.contains("--column step=1 --column d_loss=2 --column g_loss=3"),
        "{message}"
    );
    let named = read(&table("a,b,d_loss", one), &["d_loss=1", "g_loss=b"]).unwrap();
    assert_eq!(
        theirs(&named, "d_loss"),
        Some("a"),
        "a number is a place where it is no name"
    );
    assert!(read(&table("a,b", |_| "1,2".to_string()), &["d_loss=3"]).is_err());
}

#[test]
fn the_scale_is_worked_out_unless_it_is_said() {
    let text = table("step,d_loss,d_loss_real,d_loss_fake", |at| {
        format!("{at},1.5,1,0.5")
    });
    let of = |convention| {
        let scale = LossScale::new(Loss::Hinge, convention, None).unwrap();
        let log = read_as(
            "log.csv",
            text.as_bytes(),
            &LogOptions { scale, ..map(&[]) },
        )
        .unwrap();
        (log.steps[0].d_loss, log.scale)
    };
    let from = "its terms, which are logged beside it";
    assert_eq!(
        of(None),
        (
            Some(0.75),
            ScaleOrigin::WorkedOut(LossConvention::Sum, from)
        )
    );
    assert_eq!(
        of(Some(LossConvention::Mean)),
        (Some(1.5), ScaleOrigin::Known)
    );
    let numbered = read_as(
        "log.csv",
        table("1.5,1,0.5", |_| "1.5,1,0.5".to_string()).as_bytes(),
        &LogOptions {
            scale: LossScale::new(Loss::Hinge, None, None).unwrap(),
            ..map(&["d_loss=1", "d_loss_real=2", "d_loss_fake=3"])
        },
    );
    assert_eq!(numbered.unwrap().steps[0].d_loss, Some(0.75));
}

#[test]
fn the_adversarial_term_counts_and_penalties_do_not() {
    for (header, d_loss, g_loss, notes) in [
        (
            "gen_total_loss,gen_gan_loss,gen_l1_loss,disc_loss",
            "disc_loss",
            "gen_gan_loss",
            1,
        ),
        (
            "l_g_pix,l_g_gan,l_g_total,l_d_total",
            "l_d_total",
            "l_g_gan",
            1,
        ),
        ("D_loss,D_total_loss,D_reg,G", "D_loss", "G", 0),
        (
            "Loss/D/loss,Loss/D/reg,Loss/G/loss,Loss/G/reg",
            "Loss/D/loss",
            "Loss/G/loss",
            0,
        ),
        ("critic,gp,generator,x", "critic", "generator", 0),
        (
            "d_loss,val_d_loss,test/g_loss,train_g_loss",
            "d_loss",
            "train_g_loss",
            0,
        ),
        (
            "run-1 - d_loss,run-1 - d_loss__MIN,run-1 - d_loss__MAX,run-1 - g_loss",
            "run-1 - d_loss",
            "run-1 - g_loss",
            0,
        ),
    ] {
        let log = read(&table(header, |_| "1,2,3,4".to_string()), &[]).unwrap();
        let read = (
            theirs(&log, "d_loss"),
            theirs(&log, "g_loss"),
            log.notes.len(),
        );
        assert_eq!(
            read,
            (Some(d_loss), Some(g_loss), notes),
            "{header}: {:?}",
            log.notes
        );
    }
    let log = read(
        &table("D_real,D_fake,G_GAN,G_L1", |_| "1,2,3,4".to_string()),
        &[],
    )
    .unwrap();
    assert_eq!(
        (
            log.steps[0].d_loss,
            theirs(&log, "g_loss"),
            theirs(&log, "d_real")
        ),
        (Some(1.5), Some("G_GAN"), None),
        "terms of pix2pix"
    );
    let log = read(&table("D_real,D_fake,g_loss", one), &[]).unwrap();
    assert_eq!(
        (theirs(&log, "d_loss"), theirs(&log, "d_real")),
        (None, Some("D_real"))
    );
}

#[test]
fn several_discriminators_are_read_apart() {
    let text = table("step,D_A,G_A,cycle_A,D_B,G_B,lr", |at| {
        format!("{at},1,2,3,4,5,6")
    });
    let games = read_games("log.csv", text.as_bytes(), &map(&[])).unwrap();
    let shown: Vec<String> = games
        .iter()
        .map(|log| {
            format!(
                "{}: {}; not {}",
                log.game.as_deref().unwrap(),
                pairs(log),
                log.ignored.join(" ")
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "A: step = step, d_loss = D_A, g_loss = G_A; not cycle_A lr",
            "B: step = step, d_loss = D_B, g_loss = G_B; not lr",
        ]
    );
    let chosen = read_games(
        "log.csv",
        text.as_bytes(),
        &map(&["d_loss=D_B", "g_loss=G_B"]),
    )
    .unwrap();
    assert_eq!((chosen.len(), chosen[0].steps[0].d_loss), (1, Some(4.0)));
}

#[test]
fn accuracies_on_real_and_on_fake_samples_are_ds_accuracy() {
    let text = table("D_loss,G_loss,D_acc_real,D_acc_fake", |_| {
        "0.5,1,55,62".to_string()
    });
    let log = read(&text, &[]).unwrap();
    let accuracy = log.steps[0].d_acc.unwrap();
    assert!((accuracy - 0.585).abs() < 1e-9, "{accuracy}");
    assert_eq!(log.ignored, [""; 0]);
}

#[test]
fn the_frechet_distance_is_read_by_its_usual_name() {
    let text = table("step,d_loss,g_loss,FID", |at| format!("{at},0.5,1,30"));
    let log = read(&text, &[]).unwrap();
    assert_eq!(theirs(&log, "frechet"), Some("FID"));
    assert_eq!(log.evals.len(), 10);
}
