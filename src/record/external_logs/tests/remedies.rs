//! What an error proposes works as it stands.

use super::*;

/// The choices of columns that a message proposes.
fn proposed(message: &str) -> Vec<String> {
    let flags = message.split("--column ").skip(1);
    flags
        .map(|flag| {
            let flag = flag
                .split("--")
                .next()
                .unwrap()
                .lines()
                .next()
                .unwrap()
                .trim();
            flag.replace(['\'', '`'], "")
        })
        .collect()
}

#[test]
fn columns_that_an_error_proposes_can_be_chosen() {
    let rows = |header: &str, row: &str| format!("{header}\n{}", format!("{row}\n").repeat(9));
    let counted: String = (0..9).map(|at| format!("{at},0.5,1\n")).collect();
    for text in [
        rows("loss alpha,loss of beta", "1,2"),
        rows("note,alpha err", "x,2"),
        rows("gain loss,loss one,other_loss", "-1,2,3"),
        rows("d_loss,loss D", "1,2"),
        rows("d_loss,d_loss", "1,2"),
        rows("0.5,0.25", "0.5,0.25"),
        counted,
        rows("loss one: 1 beta loss: 2", "loss one: 3 beta loss: 4"),
        "{\"loss one\": 1, \"b loss\": 2}".to_string(),
    ] {
        let message = read(&text, &[]).unwrap_err();
        let choices = proposed(&message);
        assert!(!choices.is_empty(), "{message}");
        let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
        let log = read(&text, &choices);
        assert!(log.is_ok(), "{message}: {:?}", log.unwrap_err());
    }
}

#[test]
fn a_step_that_an_error_proposes_can_be_chosen() {
    let text = table("step,number,d_loss", |at| format!("{}.5,{at},1", at));
    let message = read(&text, &[]).unwrap_err();
    assert!(message.contains("--column step=number"), "{message}");
    assert_eq!(steps(&read(&text, &["step=number"]).unwrap()).len(), 10);
}

#[test]
fn the_ideal_that_an_error_proposes_makes_the_log_readable() {
    let text = table("d_loss,g_loss", |_| "-1.386,1".to_string());
    let message = read(&text, &[]).unwrap_err();
    for ideal in message.split("--ideal=").skip(1) {
        let ideal = ideal.split('`').next().unwrap().parse().unwrap();
        let scale = LossScale::new(Loss::Hinge, None, Some(ideal)).unwrap();
        let log = read_as(
            "log.csv",
            text.as_bytes(),
            &LogOptions { scale, ..map(&[]) },
        )
        .unwrap();
        assert!(log.steps[0].d_loss.unwrap() > 0.0, "{message}");
    }
    let scale = LossScale::new(Loss::Wasserstein, None, None).unwrap();
    assert!(
        read_as(
            "log.csv",
            text.as_bytes(),
            &LogOptions { scale, ..map(&[]) }
        )
        .is_ok()
    );
}

#[test]
fn the_pattern_that_an_error_proposes_compiles() {
    let message = read("nothing to see here\nnor here\n", &[]).unwrap_err();
    let pattern = message
        .split('\'')
        .nth(1)
        .unwrap_or_else(|| panic!("{message}"));
    assert!(pattern.parse::<LogPattern>().is_ok(), "{pattern}");
    let example = "D=(\\S+)".parse::<LogPattern>().unwrap_err().to_string();
    assert!(
        example
            .split('\'')
            .nth(1)
            .unwrap()
            .parse::<LogPattern>()
            .is_ok()
    );
}

#[test]
fn no_column_is_proposed_that_is_plainly_no_loss_of_a_gan() {
    let of =
        |header: &str| read(&table(header, |at| format!("{at},0.5,0.7,0.9")), &[]).unwrap_err();
    for header in [
        "epoch,loss,val_loss,accuracy",
        "num_gpus,ticks,augment,gpumem",
    ] {
        let message = of(header);
        assert!(message.contains("no loss of a GAN"), "{message}");
        assert!(proposed(&message).is_empty(), "{message}");
    }
    let stylegan = "tick 1 kimg 4.0 sec/tick 90.1 sec/kimg 22.1\n".repeat(9);
    let message = read(&stylegan, &[]).unwrap_err();
    assert!(message.contains("stats.jsonl"), "{message}");
}

#[test]
fn names_with_a_counter_inside_are_listed_once() {
    let text: String = (0..40)
        .map(|at| format!("第{at}轮 判别器损失: 0.5, 生成器损失: 0.7\n"))
        .collect();
    let message = read(&text, &[]).unwrap_err();
    assert!(
        message.contains("`第<number>轮 判别器损失`, `生成器损失`\n"),
        "{message}"
    );
    assert!(message.contains("--pattern"), "{message}");
}
