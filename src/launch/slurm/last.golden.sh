#!/bin/bash
# Written by `seesaw sweep --launch slurm`.
#SBATCH --job-name=seesaw-ring
#SBATCH --chdir="/home/me/it's 100% \"mine\""
#SBATCH --output="/home/me/it's 100%% \"mine\"/results/ring/slurm/1/%j.log"
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --signal=B:USR1@90
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=2

requeue= program=
trap 'requeue=yes; kill -TERM "$program" 2> /dev/null' USR1
trap 'requeue=no; kill -TERM "$program" 2> /dev/null' TERM
# USR1 comes before the time limit, and before a preemption of a cluster that warns: save, and queue the
# job again. After TERM a preempted job is queued again by Slurm, and a cancelled one stays cancelled.
'/home/me/.cargo/bin/seesaw' task --last '/home/me/it'\''s 100% "mine"/results/ring/slurm/1' &
program=$!
[ -z "$requeue" ] || kill -TERM "$program" 2> /dev/null
while :; do
    wait "$program"
    code=$?
    kill -0 "$program" 2> /dev/null || break
done
# 75: stopped and saved. Above 128: the program, or the wait for it, was ended by a signal.
if [ "$requeue" != no ] && { [ "$code" -eq 75 ] || [ "$code" -gt 128 ]; }; then
    scontrol requeue "$SLURM_JOB_ID"
fi
exit "$code"
