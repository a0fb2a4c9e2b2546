from hnetlab.tasks import PermutedSettings, RegressionSettings, SplitDigitsSettings
from hnetlab.tasks.digits import permuted_digits, split_digits
from hnetlab.tasks.regression import regression
from hnetlab.tasks.validation import hold_out, on_validation


def rows_of(x):
    return sorted(map(bytes, x.numpy()))


def test_a_share_of_each_class_is_held_out_of_training_alone():
    whole = split_digits(SplitDigitsSettings())
    held = hold_out(whole, 0.25)
    for before, task in zip(whole, held, strict=True):
        assert task.x_validation is not None
        assert task.y_validation is not None
        assert rows_of(before.x_train) == sorted(rows_of(task.x_train) + rows_of(task.x_validation))
        assert task.x_test is before.x_test
        for label in (0, 1):
            count = int((before.y_train == label).sum())
            assert task.y_validation.tolist().count(label) == round(0.25 * count)
    assert hold_out(whole, 0.25).fingerprint() == held.fingerprint() != whole.fingerprint()
    assert hold_out(held, 0.5).fingerprint() == held.fingerprint()
    chosen = on_validation(held)
    assert chosen[2].x_test is held[2].x_validation
    assert chosen[2].y_test is held[2].y_validation


def test_permuted_tasks_go_on_sharing_their_samples():
    held = hold_out(permuted_digits(PermutedSettings(tasks=4)), 0.1)
    assert len({task.x_train.data_ptr() for task in held}) == 1
    assert len({id(task.x_validation) for task in held}) == 1


def test_of_a_function_any_samples_are_held_out():
    for task in hold_out(regression(RegressionSettings()), 0.1):
        assert task.y_validation is not None
        assert (len(task.y_train), len(task.y_validation), len(task.y_test)) == (90, 10, 50)
