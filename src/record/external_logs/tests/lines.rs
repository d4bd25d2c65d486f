//! Typical lines of each program, as they are printed.

use super::*;

/// A program and its lines, what is read of them, the steps, and D's losses.
type Printed = (&'static str, &'static str, &'static str, [u64; 2], [f64; 2]);

const PRINTED: [Printed; 17] = [
    (
        "pytorch/examples DCGAN",
        "Random Seed:  999\nStarting Training Loop...\n\
         [0/5][0/1583]\tLoss_D: 2.0937\tLoss_G: 5.2059\tD(x): 0.5704\tD(G(z)): 0.6680 / 0.0090\n\
         [1/5][50/1583]\tLoss_D: 0.3567\tLoss_G: 12.23\tD(x): 0.9\tD(G(z)): 0.1 / 0.0\n",
        "step = counted from epoch and batch, d_loss = Loss_D, g_loss = Loss_G, d_real = D(x), d_fake = D(G(z))",
        [0, 1633],
        [2.0937, 0.3567],
    ),
    (
        "PyTorch-GAN",
        "[Epoch 0/200] [Batch 937/938] [D loss: 0.693] [G loss: 0.71]\n\
         [Epoch 1/200] [Batch 0/938] [D loss: 0.68] [G loss: 0.70]\n",
        "step = counted from epoch and batch, d_loss = D loss, g_loss = G loss",
        [937, 938],
        [0.693, 0.68],
    ),
    (
        "PyTorch-GAN's CycleGAN",
        "[Epoch 0/9] [Batch 0/40] [D loss: 0.6] [G loss: 5.1, adv: 0.7, cycle: 0.3] ETA: 0:10:00.5\n\
         [Epoch 0/9] [Batch 1/40] [D loss: 0.5] [G loss: 5.0, adv: 0.6, cycle: 0.2] ETA: 0:09:59.1\n",
        "step = the count of batches, d_loss = D loss, g_loss = G adv",
        [0, 1],
        [0.6, 0.5],
    ),
    (
        "Keras-GAN",
        "33 [D loss: 0.029268, acc.: 100.00%] [G loss: 5.641379]\n\
         34 [D loss: nan, acc.: 96.88%] [G loss: nan]\n",
        "step = the line's first number, d_loss = D loss, g_loss = G loss, d_acc = D acc.",
        [33, 34],
        [0.029268, f64::NAN],
    ),
    (
        "terms in sections",
        "7: [D] real 0.25 fake 0.75 q 0.6:  [G] fake 5.1 reg 0.03 q 0.66\n\
         8: [D] real 0.5 fake 0.5 q 0.6:  [G] fake nan reg 0.03 q nan\n",
        "step = the line's first number, d_loss_real = D real, d_loss_fake = D fake, g_loss = G fake",
        [7, 8],
        [0.5, 0.5],
    ),
    (
        "StudioGAN",
        "[INFO] 2020-09-15 13:24:04 > Step:     100 Progress: 0.1% Elapsed: 0:00:05 temperature: no ada_p: No Discriminator_loss: 0.0066 Generator_loss: 5.1 \n\
         [INFO] 2020-09-15 13:24:05 > Best FID score (Step: 50, Using test moments): 75.5\n\
         [INFO] 2020-09-15 13:24:09 > Step:     200 Progress: 0.1% Elapsed: 0:00:09 temperature: no ada_p: No Discriminator_loss: 1e-3 Generator_loss: 5.4 \n",
        "step = Step, d_loss = Discriminator_loss, g_loss = Generator_loss",
        [100, 200],
        [0.0066, 1e-3],
    ),
    (
        "BasicSR",
        "20-05-22 17:42:09.481 - INFO: [epoch:  0, iter:     600, lr:(1.000e-04,)] l_g_pix: 4.1e-04 l_g_gan: 4.5e-02 l_d_real: 1e-01 l_d_fake: 3e-01 D_real: 2.0e+01 D_fake: 1.0e+01\n\
         20-05-22 17:43:04.323 - INFO: [epoch:  0, iter:     650, lr:(1.000e-04,)] l_g_pix: 3.5e-04 l_g_gan: 1.7e-02 l_d_real: 3e-01 l_d_fake: 3e-01 D_real: 3.6e+01 D_fake: 3.2e+01\n",
        "step = iter, d_loss_real = l_d_real, d_loss_fake = l_d_fake, g_loss = l_g_gan, d_real = D_real, d_fake = D_fake",
        [600, 650],
        [0.2, 0.3],
    ),
    (
        "one game of CycleGAN's loss_log.txt",
        "================ Training Loss (Wed Oct 30 10:43:06 2024) ================\r\n\
         (epoch: 1, iters: 100, time: 2.416, data: 9.430) D_A: 0.540 G_A: 0.433 cycle_A: 2.246 \r\n\
         (epoch: 1, iters: 200, time: 2.386, data: 0.001) D_A: 0.475 G_A: 0.465 cycle_A: 3.771 \r\n",
        "",
        [0; 2],
        [0.0; 2],
    ),
    (
        "TensorFlow 1 DCGAN",
        "Epoch: [ 2/200] [   3/   4] time: 101.3380, d_loss: 66.68, g_loss: 0.00000000\n\
         Epoch: [ 3/200] [   0/   4] time: 111.8188, d_loss: 76.59, g_loss: 0.00000000\n",
        "step = counted from epoch and batch, d_loss = d_loss, g_loss = g_loss",
        [11, 12],
        [66.68, 76.59],
    ),
    (
        "words and no brackets",
        "Epoch: 0560 D loss: 0.3683 G loss: -2.914\nEpoch: 0561 D loss: nan G loss: nan\n",
        "step = epoch, d_loss = D loss, g_loss = G loss",
        [560, 561],
        [0.3683, f64::NAN],
    ),
    (
        "BMSG-GAN",
        "Elapsed [8:37:01.056768] batch: 37350  d_loss: 0.5  g_loss: 20.779835\n\
         Elapsed [10:06:49.922014] batch: 43824  d_loss: 0.000000  g_loss: 41.753380\n",
        "step = batch, d_loss = d_loss, g_loss = g_loss",
        [37350, 43824],
        [0.5, 0.0],
    ),
    (
        "a progress bar of lucidrains, redrawn",
        "  0%|          | 0/90000 [00:00<?, ?it/s]G: 1.51 | D: 0.21 | GP: 0.00 | PL: 0.00\r\
         0% 49/90000 [02:46<81:43:57,  3.27s/it]G: 2.06 | D: 0.05 | GP: 0.50 | PL: 0.02\n",
        "step = the count of batches, d_loss = D, g_loss = G, penalty = GP",
        [0, 49],
        [0.21, 0.05],
    ),
    (
        "tqdm with a postfix, one bar per epoch",
        "Epoch 0: 100%|██████████| 9/9 [00:10<00:12, 4.5it/s, d_loss=0.5, g_loss=0.7]\r\n\
         Epoch 1:  11%|█▏        | 1/9 [00:00<00:12, 4.5it/s, d_loss=0.4, g_loss=0.8]\r\n",
        "step = counted from epoch and batch, d_loss = d_loss, g_loss = g_loss",
        [9, 10],
        [0.5, 0.4],
    ),
    (
        "Keras fit, an epoch on its own line",
        "Epoch 1/10\n938/938 [==============================] - 12s 13ms/step - d_loss: 0.5 - g_loss: 0.7\n\
         Epoch 2/10\n  1/938 [..............................] - ETA: 12s - d_loss: 0.4 - g_loss: 0.8\u{8}\u{8}",
        "step = counted from epoch and batch, d_loss = d_loss, g_loss = g_loss",
        [1876, 1877],
        [0.5, 0.4],
    ),
    (
        "a table per epoch",
        "Testing for epoch 1:\n\
         component              | loss | generation_loss | auxiliary_loss\n\
         -----------------------------------------------------------------\n\
         generator (train)      | 8.35 | 6.03            | 2.32 \n\
         generator (test)       | 8.40 | 6.09            | 2.31 \n\
         discriminator (train)  | 1.32 | 0.01            | 1.31 \n\
         discriminator (test)   | 1.20 | 0.50            | 1.20 \n\
         Testing for epoch 2:\n\
         component              | loss | generation_loss | auxiliary_loss\n\
         -----------------------------------------------------------------\n\
         generator (train)      | 9.38 | 7.07            | 2.31 \n\
         discriminator (train)  | 1.21 | 0.02            | 1.21 \n",
        "step = epoch, d_loss = discriminator (train) generation_loss, g_loss = generator (train) generation_loss",
        [1, 2],
        [0.01, 0.02],
    ),
    (
        "colours, a logger and a dictionary",
        "\u{1b}[32mINFO\u{1b}[0m:root:step=3 {'d_loss': tensor(0.5, device='cuda:0'), 'g_loss': 0.25}\n\
         INFO:root:step=4 {'d_loss': inf, 'g_loss': 1e-3}\n",
        "step = step, d_loss = d_loss, g_loss = g_loss",
        [3, 4],
        [0.5, f64::INFINITY],
    ),
    (
        "a line for each player, without colons",
        "iter 10\nD loss 0.5\nG loss 0.7\niter 20\nD loss 0.6\nG loss 0.8\n",
        "step = iter, d_loss = D loss, g_loss = G loss",
        [10, 20],
        [0.5, 0.6],
    ),
];

#[test]
fn lines_of_every_program_are_read() {
    for (program, text, columns, expected, losses) in PRINTED {
        let log = read(text, &[]);
        if columns.is_empty() {
            assert!(log.unwrap_err().contains("no column is recognised"));
            continue;
        }
        let log = log.unwrap_or_else(|error| panic!("{program}: {error}"));
        assert_eq!(pairs(&log), columns, "{program}");
        assert_eq!(steps(&log), expected, "{program}");
        let read = column(&log, |row| row.d_loss);
        assert_eq!(format!("{read:?}"), format!("{losses:?}"), "{program}");
    }
}

#[test]
fn two_games_are_read_of_a_loss_log() {
    let line = |at: u32| {
        format!(
            "(epoch: {}, iters: {}, time: 2.4, data: 9.4) D_A: 0.{at} G_A: 0.4 cycle_A: 2.2 D_B: 0.5 G_B: 0.6 \n",
            at / 4,
            100 * (at % 4)
        )
    };
    let text: String = (1..9).map(line).collect();
    let games = read_games("loss_log.txt", text.as_bytes(), &map(&[])).unwrap();
    assert_eq!(games.len(), 2);
    assert_eq!(
        pairs(&games[0]),
        "step = the row's number, d_loss = D_A, g_loss = G_A"
    );
    assert_eq!(
        pairs(&games[1]),
        "step = the row's number, d_loss = D_B, g_loss = G_B"
    );
    assert_eq!(steps(&games[0]), (1..9).collect::<Vec<u64>>());
    assert!(games[0].notes[0].contains("`iters` starts again in every epoch"));
}

#[test]
fn names_belong_to_the_player_before_them() {
    for (line, columns) in [
        (
            "Discriminator: loss 0.5, acc 0.9 Generator: loss 0.7",
            "d_loss = Discriminator loss, g_loss = Generator loss, d_acc = Discriminator acc",
        ),
        (
            "Loss: D 0.5 G 0.7 D(x): 0.6",
            "d_loss = Loss D, g_loss = Loss G, d_real = D(x)",
        ),
        (
            "train | D_loss=0.5 | G_loss=0.7",
            "d_loss = D_loss, g_loss = G_loss",
        ),
        (
            "Steps : 1000, Gen Loss Total : 45.1, Disc Loss Total : 2.5, s/b : 0.45",
            "d_loss = Disc Loss Total, g_loss = Gen Loss Total",
        ),
        (
            "d_loss: 0.5, acc: 0.9, g_loss: 0.7",
            "d_loss = d_loss, g_loss = g_loss",
        ),
        (
            "loss d: 0.5\tloss g: 0.7\tval: loss d: 0.9",
            "d_loss = loss d, g_loss = loss g",
        ),
        (
            "INFO:root:D loss: 0.5 G loss => 0.7",
            "d_loss = D loss, g_loss = G loss",
        ),
        ("d_loss:0.5,g_loss:0.7", "d_loss = d_loss, g_loss = g_loss"),
        (
            "d_loss: 0.5(0.6) g_loss: 0.7 (0.8)",
            "d_loss = d_loss, g_loss = g_loss",
        ),
    ] {
        let log = read(&format!("{line}\n{line}\n"), &[])
            .unwrap_or_else(|error| panic!("{line}: {error}"));
        let all = pairs(&log);
        assert_eq!(all.split_once(", ").unwrap().1, columns, "{line}");
        assert_eq!(
            (log.steps[0].d_loss.unwrap() * 10.0) as u32 % 5,
            0,
            "{line}"
        );
        assert_eq!(
            log.steps.last().unwrap().g_loss.map(|loss| loss > 0.6),
            Some(true),
            "{line}"
        );
    }
}

#[test]
fn prose_is_not_read() {
    let text = format!(
        "Namespace(batch=64, lr=0.0002)\nLoaded 60000 images in 3 folders at 12:30:01\n{}saved 3 files\n",
        (0..30)
            .map(|at| format!("step {at}: d_loss: 0.5 g_loss: 0.7\n"))
            .collect::<String>()
    );
    let log = read(&text, &[]).unwrap();
    assert_eq!(
        (log.steps.len(), log.ignored.len()),
        (30, 0),
        "{:?}",
        log.ignored
    );
}

#[test]
fn bars_without_epochs_are_counted_through() {
    let bar = |at: u32| format!("{at}/4 [00:01<00:02, 3.1it/s, loss_d=0.5, loss_g=0.7]\r");
    let text: String = [1, 2, 4, 4, 1, 3, 4].map(bar).concat();
    let log = read(&text, &[]).unwrap();
    assert_eq!(steps(&log), [1, 2, 4, 5, 7, 8]);
    assert!(
        log.notes[0].starts_with("rows that repeat a step: 1;"),
        "{:?}",
        log.notes
    );
}

#[test]
fn a_batch_is_of_its_epoch_unless_it_grows_through_all() {
    let log = |batch: fn(u32) -> u32| {
        let line = |at: u32| {
            format!(
                "Epoch [{}/9], Step [{}/900], d_loss: 1.0, g_loss: 2\n",
                at / 3,
                batch(at)
            )
        };
        let text: String = (0..9).map(line).collect();
        steps(&read(&text, &[]).unwrap())
    };
    assert_eq!(log(|at| 100 * at)[7..], [700, 800]);
    assert_eq!(log(|at| 100 * (at % 3))[1..4], [100, 200, 900]);
    assert_eq!(log(|_| 0), [0, 900, 1800], "one batch of each epoch");
}

#[test]
fn names_that_nobody_knows_are_asked_for() {
    let text =
        "it 1 | loss one: 0.5 | beta ray loss: 0.7\nit 2 | loss one: 0.6 | beta ray loss: 0.8\n";
    let message = read(text, &[]).unwrap_err();
    assert!(
        message.contains("--column d_loss='loss one' --column g_loss='beta ray loss'"),
        "{message}"
    );
    let log = read(
        text,
        &["d_loss=loss one", "g_loss=beta ray loss", "step=it"],
    )
    .unwrap();
    assert_eq!(
        (steps(&log), column(&log, |row| row.g_loss)),
        (vec![1, 2], vec![0.7, 0.8])
    );
}

#[test]
fn dates_and_marks_are_no_part_of_a_name() {
    let text = "=== Training Loss (Mon Jan  4 12:00:00 2021) ===\n".to_string()
        + &(0..9)
            .map(|at| format!("→ step {at} · d_loss = 0.5 · g_loss = 1.0 🎉\n"))
            .collect::<String>();
    let log = read(&text, &[]).unwrap();
    assert_eq!(pairs(&log), "step = step, d_loss = d_loss, g_loss = g_loss");
    assert_eq!(log.ignored, [""; 0]);
}

#[test]
fn a_table_of_markdown_is_read() {
    let text = "| epoch | d_loss | g_loss |\n|---|:-:|---|\n".to_string()
        + &(0..9)
            .map(|at| format!("| {at} | 0.5 | 1.0 |\n"))
            .collect::<String>();
    let log = read(&text, &[]).unwrap();
    assert_eq!(
        pairs(&log),
        "step = epoch, d_loss = d_loss, g_loss = g_loss"
    );
    assert_eq!(steps(&log), (0..9).collect::<Vec<u64>>());
}

#[test]
fn thousands_may_be_parted_by_commas() {
    let line = |at: u64| {
        let iter = 400 * at;
        let (high, low) = (iter / 1000, iter % 1000);
        let iter = match high {
            0 => format!("{low:7}"),
            _ => format!("{high:3},{low:03}"),
        };
        format!(
            "[ESRGA..][epoch:{:3}, iter:{iter}, lr:(1.000e-04,)] l_d: 0.5 l_g: 1.0\n",
            at / 4
        )
    };
    let text: String = (1..=9).map(line).collect();
    let log = read(&text, &[]).unwrap();
    assert_eq!(
        steps(&log),
        (1..=9).map(|at| 400 * at).collect::<Vec<u64>>()
    );
    assert_eq!(log.notes, [""; 0]);
}
