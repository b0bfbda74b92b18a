"""Lists of words that extractors look up: names that mean something else than they seem."""

from __future__ import annotations

GENERIC_VARIABLES = frozenset(
    """
    HOME PATH TERM CI USER SHELL LANG LC_ALL LC_CTYPE LANGUAGE TMP TEMP TMPDIR PWD OLDPWD
    EDITOR VISUAL PAGER DISPLAY COLUMNS LINES APPDATA LOCALAPPDATA PROGRAMDATA USERPROFILE
    SYSTEMROOT WINDIR COMSPEC PATHEXT HOMEPATH HOMEDRIVE PYTHONPATH PYTHONHOME VIRTUAL_ENV
    CONDA_PREFIX PYTEST_CURRENT_TEST GITHUB_ACTIONS TRAVIS APPVEYOR GITHUB_TOKEN_ LOGNAME
    USERNAME XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME XDG_RUNTIME_DIR
    XDG_CONFIG_DIRS XDG_DATA_DIRS COLORTERM TERM_PROGRAM SSH_CONNECTION SSH_CLIENT SSH_TTY
    WAYLAND_DISPLAY HOSTNAME LD_LIBRARY_PATH PYTHONIOENCODING PYTHONUNBUFFERED
    PYTHONHASHSEED READTHEDOCS DJANGO_SETTINGS_MODULE PROCESSOR_ARCHITECTURE
    PROCESSOR_ARCHITEW6432 ANSICON PROGRAMFILES SPHINX_BUILD LESS COMP_WORDS COMP_CWORD
    COMP_LINE COMP_POINT PROMPT_COMMAND TMUX STY JPY_PARENT_PID WSL_DISTRO_NAME ANDROID_ROOT
    MSYSTEM CFLAGS LDFLAGS CC CXX PS1 PROMPT WERKZEUG_RUN_MAIN WERKZEUG_SERVER_FD
    SERVER_SOFTWARE KUBERNETES_SERVICE_HOST SYSTEMDRIVE
    RANK LOCAL_RANK WORLD_SIZE MASTER_ADDR MASTER_PORT CUDA_VISIBLE_DEVICES DYNO SLURM_PROCID
    SLURM_LOCALID SLURM_NTASKS SLURM_JOB_ID SLURM_NODELIST OMPI_COMM_WORLD_RANK
    OMPI_COMM_WORLD_SIZE OMPI_COMM_WORLD_LOCAL_RANK KDE_FULL_SESSION
    """.split()  # noqa: SIM905 - a list of one word a line would hide the file
)
"""Of the platform or of other tools: the user does not set them for this program."""

DEVELOPER_EXTRAS = frozenset(
    """
    dev develop development devel test tests testing doc docs documentation lint linting
    typing types mypy check checks format release build ci cov coverage benchmark benchmarks
    bench qa pre-commit precommit style tox nox publish pep8test rtd typecheck type-check
    type-checking maintainer packaging stubs debug dev-dependencies static quality deploy
    eval evaluation cover enabler type profile dist buildexe pyinstaller exe
    """.split()  # noqa: SIM905 - a list of one word a line would hide the file
)
"""Extras that are for those who work on the project."""

BUILTINS = frozenset(
    """
    dict list tuple set frozenset str int float len range enumerate zip repr sorted reversed
    iter callable super property staticmethod classmethod print open isinstance getattr setattr
    hasattr type vars bool any all map filter min max sum bytes object Exception compile exec
    """.split()  # noqa: SIM905 - a list of one word a line would hide the file
)
"""Built-in names that the interpreter may meet."""

NOT_A_PACKAGE = frozenset(
    """
    scripts script tools tool ci dev utils misc build dist migrations alembic notebooks
    deploy deployment conf etc requirements static templates data assets
    """.split()  # noqa: SIM905 - a list of one word a line would hide the file
)
"""Folders with an `__init__` that are nevertheless not what users import."""

NOT_A_PROGRAM = frozenset(
    """
    setup conftest noxfile fabfile tasks versioneer toxfile dodo gunicorn_conf gunicorn wsgi
    asgi hatch_build hubconf locustfile pavement ez_setup config settings __init__
    """.split()  # noqa: SIM905 - a list of one word a line would hide the file
)
"""Files at the top that tools run, not users."""
