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
        let scale = LossScale::new(Loss::NonSaturating, LossConvention::Sum, None).unwrap();
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
        message.contains("2 columns are called `d_loss`; rename"),
        "{message}"
    );
    let message = read(&table("alpha,beta,gamma ray", one), &[]).unwrap_err();
    assert!(
        message.contains("columns here: `alpha`, `beta`, `gamma ray`"),
        "{message}"
    );
    assert!(message.contains("--column d_loss=NAME"), "{message}");
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
    assert!(refused(&["d_loss_real=critik"]).contains("needs both terms"));
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
