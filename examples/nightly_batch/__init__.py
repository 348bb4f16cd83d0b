"""What a utility has done every night: ``python -m examples.nightly_batch [FOLDER]``.

FOLDER, by default the sample beside this file, has what billing exports: the register of
subscribers, what happened to contracts, and the accounts of the site before. What is stored is in
``data/nightly_batch``, mails too. Run it again as often as you like: what is done stays done.

It ends with 0; with 1 when somebody should look; with 75 when it should be run again later.
"""
