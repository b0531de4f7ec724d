"""Which of several old accounts is mine; and, where none was found: I had one."""

from flask import Blueprint

bp = Blueprint("claiming", __name__, url_prefix="/legacy-account")
